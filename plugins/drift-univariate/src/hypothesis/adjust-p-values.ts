export type Adjustment = 'bonferroni' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli';

/**
 * p-values adjusted for their number, in the order given: reject those at most alpha. The first two bound the chance of
 * any false alarm, the others the share of false alarms among the alarms (Benjamini-Hochberg for independent or
 * positively dependent tests, Benjamini-Yekutieli for any).
 */
export function adjustPValues(pValues: readonly number[], method: Adjustment): number[] {
  const count = pValues.length;
  if (method === 'bonferroni') return pValues.map((p) => Math.min(1, p * count));
  const ascending = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  return method === 'holm'
    ? stepDown(ascending)
    : stepUp(ascending, method === 'benjamini-yekutieli' ? harmonic(count) : 1);
}

interface Ranked {
  readonly p: number;
  readonly at: number;
}

function stepDown(ascending: readonly Ranked[]): number[] {
  const adjusted = ascending.map(() => 1);
  let largest = 0;
  for (const [rank, { p, at }] of ascending.entries()) {
    largest = Math.max(largest, p * (ascending.length - rank));
    adjusted[at] = Math.min(1, largest);
  }
  return adjusted;
}

function stepUp(ascending: readonly Ranked[], factor: number): number[] {
  const adjusted = ascending.map(() => 1);
  let smallest = 1;
  for (const [rank, { p, at }] of [...ascending.entries()].reverse()) {
    smallest = Math.min(smallest, (p * ascending.length * factor) / (rank + 1));
    adjusted[at] = smallest;
  }
  return adjusted;
}

function harmonic(count: number): number {
  let sum = 0;
  for (let k = 1; k <= count; k += 1) sum += 1 / k;
  return sum;
}
