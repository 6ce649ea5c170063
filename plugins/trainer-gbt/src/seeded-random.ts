/**
 * Uniform numbers in [0, 1) with 32 bits, a function of the seeds alone: `sfc32` (PractRand), seeded through
 * `splitmix32`. Streams of different seeds are independent, so work can be redone from any step.
 */
export function seededRandom(...seeds: readonly number[]): () => number {
  let mix = 0x9e3779b9;
  for (const seed of seeds) {
    mix = scramble(mix ^ (seed >>> 0));
    mix = scramble(mix ^ Math.floor(seed / 4294967296));
  }
  let a = scramble(mix + 1);
  let b = scramble(mix + 2);
  let c = scramble(mix + 3);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm++) next();
  return next;
}

function scramble(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
