/**
 * P(D⁺ ≥ x) of the one-sided one-sample Kolmogorov-Smirnov statistic at sample size n, exactly: the Birnbaum-Tingey
 * sum, whose terms are all positive. Takes n·(1 − x) steps.
 */
export function smirnovSurvival(n: number, x: number): number {
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  const last = Math.floor(n * (1 - x));
  let logChoose = 0;
  let sum = 0;
  for (let j = 0; j <= last; j += 1) {
    const up = x + j / n;
    const down = Math.max(0, 1 - up);
    const power = down === 0 && n === j ? 0 : (n - j) * Math.log(down);
    sum += Math.exp(logChoose + (j - 1) * Math.log(up) + power);
    logChoose += Math.log((n - j) / (j + 1));
  }
  return Math.min(1, x * sum);
}
