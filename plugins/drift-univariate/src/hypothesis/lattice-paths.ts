/**
 * Probability that the two-sample Kolmogorov-Smirnov statistic of n and m rows without ties is at least
 * `distance / (n·m)`: the share of lattice paths from (0, 0) to (n, m) that leave the band |i·m − j·n| < distance.
 * Paths are followed by the probability of each step and counted when they leave, so the sum has positive terms only.
 * Takes as many steps as the band has cells.
 */
export function pathsOutside(n: number, m: number, distance: number): number {
  if (distance <= 0) return 1;
  const alive = new Float64Array(m + 1);
  alive[0] = 1;
  let [left, previousLow, previousHigh] = [0, 0, -1];
  for (let i = 0; i <= n; i += 1) {
    const low = Math.max(0, Math.floor((i * m - distance) / n) + 1);
    const high = Math.min(m, Math.ceil((i * m + distance) / n) - 1);
    if (i > 0) left += leavesRight(alive, previousLow, Math.min(low - 1, previousHigh), { i, n, m });
    let up = i === 0 ? 1 : 0;
    for (let j = low; j <= high; j += 1) {
      const stay = i === 0 || j > previousHigh ? 0 : (alive[j] ?? 0) * ((n - i + 1) / (n - i + 1 + m - j));
      const here = stay + up;
      alive[j] = here;
      up = here * ((m - j) / (n - i + m - j || 1));
    }
    if (high < m) left += up;
    previousLow = low;
    previousHigh = high;
  }
  return Math.min(1, left);
}

/** Mass of row i − 1 whose step to row i leaves the band, because column j ends before. */
function leavesRight(
  alive: Float64Array,
  from: number,
  to: number,
  { i, n, m }: { readonly i: number; readonly n: number; readonly m: number },
): number {
  let mass = 0;
  for (let j = from; j <= to; j += 1) mass += (alive[j] ?? 0) * ((n - i + 1) / (n - i + 1 + m - j));
  return mass;
}
