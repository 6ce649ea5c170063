/** Expected successes above which the normal law, rounded, stands for the binomial. */
const NORMAL_ABOVE = 16;

/** One draw of the number of successes in `trials` with probability `p` each. */
export function drawBinomial(trials: number, p: number, random: () => number): number {
  if (p > 0.5) return trials - drawBinomial(trials, 1 - p, random);
  if (trials === 1) return random() < p ? 1 : 0;
  const mean = trials * p;
  if (mean > NORMAL_ABOVE) {
    const draw = Math.round(mean + Math.sqrt(mean * (1 - p)) * normal(random));
    return Math.min(trials, Math.max(0, draw));
  }
  let left = random();
  let probability = (1 - p) ** trials;
  let k = 0;
  for (; left > probability && k < trials; k += 1) {
    left -= probability;
    probability *= ((trials - k) / (k + 1)) * (p / (1 - p));
  }
  return k;
}

/** Box-Muller; the argument of the logarithm is never 0. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
