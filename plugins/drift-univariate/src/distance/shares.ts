/** Counts divided by their sum; all zero when there is nothing. */
export function shares(counts: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(counts);
  let sum = 0;
  for (const count of result) sum += count;
  return sum === 0 ? result : result.map((count) => count / sum);
}
