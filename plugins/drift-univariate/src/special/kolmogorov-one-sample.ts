import { durbinCdf } from './durbin.ts';
import { kolmogorovSurvival } from './kolmogorov.ts';
import { pelzGoodCdf } from './pelz-good.ts';
import { smirnovSurvival } from './smirnov.ts';

/**
 * P(D ≥ x) of the two-sided one-sample Kolmogorov-Smirnov statistic at sample size n (scipy's `kstwo.sf`). Formulas by
 * region as in Simard & L'Ecuyer 2011: the upper tail is twice the one-sided law, which is exact for x ≥ ½ and right to
 * about exp(−4·n·x²) below; the bulk is Durbin's matrix or the Pelz-Good expansion.
 */
export function kolmogorovOneSampleSurvival(n: number, x: number): number {
  const t = n * x;
  if (t <= 0.5) return 1;
  if (x >= 1) return 0;
  if (t >= n - 1) return 2 * (1 - x) ** n;
  const square = t * x;
  if (square >= 370) return 0;
  if (x >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovSurvival(n, x));
  if (n <= 140 || (n <= 100_000 && n * x ** 1.5 <= 1.4)) return clamp(1 - durbinCdf(n, x));
  // The expansion divides by high powers of √n·x; here the law is 1 to thirty digits.
  if (square < 0.02) return kolmogorovSurvival(Math.sqrt(square));
  return clamp(1 - pelzGoodCdf(n, x));
}

function clamp(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
