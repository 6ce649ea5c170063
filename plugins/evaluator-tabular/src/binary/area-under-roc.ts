import { Z95 } from '../intervals.ts';
import type { Ranking } from './ranking.ts';

export interface AreaUnderRoc {
  /** Chance that a positive row scores above a negative one, ties counting half. */
  readonly area: number;
  /** 95 % interval by DeLong's variance (DeLong, DeLong & Clarke-Pearson 1988); absent with fewer than two rows of a class. */
  readonly interval?: readonly [number, number];
}

/** `undefined` when only one class occurs. */
export function areaUnderRoc({ positives, negatives, positive, negative }: Ranking): AreaUnderRoc | undefined {
  if (positive === 0 || negative === 0) return undefined;
  let [below, above, wins, squaresPositive, squaresNegative] = [0, positive, 0, 0, 0];
  for (let i = 0; i < positives.length; i += 1) {
    const [p, n] = [positives[i] ?? 0, negatives[i] ?? 0];
    above -= p;
    // Shares of the other class that a row of this score beats.
    const placedPositive = (below + n / 2) / negative;
    const placedNegative = (above + p / 2) / positive;
    wins += p * (below + n / 2);
    squaresPositive += p * placedPositive ** 2;
    squaresNegative += n * placedNegative ** 2;
    below += n;
  }
  const area = wins / positive / negative;
  if (positive < 2 || negative < 2) return { area };
  const variance =
    (squaresPositive - positive * area ** 2) / (positive - 1) / positive +
    (squaresNegative - negative * area ** 2) / (negative - 1) / negative;
  const half = Z95 * Math.sqrt(Math.max(0, variance));
  return { area, interval: [Math.max(0, area - half), Math.min(1, area + half)] };
}
