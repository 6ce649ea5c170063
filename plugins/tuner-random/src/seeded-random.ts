/** Uniform numbers in [0, 1) with 53 bits, a function of the seed alone: two steps of `mulberry32` each. */
export function seededRandom(seed: number): () => number {
  // High and low half, so that large seeds differ too.
  let state = (seed ^ Math.imul(Math.floor(seed / 4294967296), 0x9e3779b1)) | 0;
  const bits = () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return (z ^ (z >>> 14)) >>> 0;
  };
  return () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
}
