/** P(K ≥ z) of the limit law of √n·D (Kolmogorov 1933): the series that converges fast on either side of 1. */
export function kolmogorovSurvival(z: number): number {
  if (z <= 0) return 1;
  if (z < 1) return 1 - lowerSum(z);
  let sum = 0;
  for (let k = 1; ; k += 1) {
    const term = Math.exp(-2 * k * k * z * z);
    sum += k % 2 === 1 ? term : -term;
    if (term <= sum * 1e-17) return Math.min(1, 2 * sum);
  }
}

/** The z that K exceeds with probability 0.05: root of {@link kolmogorovSurvival}. */
export const kolmogorovQuantile95 = 1.3580986393225505;

function lowerSum(z: number): number {
  const exponent = -(Math.PI * Math.PI) / (8 * z * z);
  let sum = 0;
  for (let k = 1; k < 20; k += 2) sum += Math.exp(k * k * exponent);
  return (Math.sqrt(2 * Math.PI) / z) * sum;
}
