import { upperGamma } from './upper-gamma.ts';

/** P(X ≥ x) of the chi-squared law with `dof` > 0 degrees of freedom. */
export function chiSquaredSurvival(x: number, dof: number): number {
  return upperGamma(dof / 2, x / 2);
}

/** The x that a chi-squared variable exceeds with probability `tail`; 0 without a degree of freedom. */
export function chiSquaredQuantile(tail: number, dof: number): number {
  if (dof <= 0) return 0;
  let low = 0;
  let high = dof + 10;
  while (chiSquaredSurvival(high, dof) > tail) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low < 1e-13 * high) return middle;
    if (chiSquaredSurvival(middle, dof) > tail) low = middle;
    else high = middle;
  }
}
