export interface Pooled {
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Levels that became one. */
  readonly pooled: number;
}

/**
 * Joins the rarest levels until none expects fewer than `minimum` rows on the smaller side; the law of the statistic is
 * chi-squared only then. One level may remain.
 */
export function poolRareLevels(reference: ArrayLike<number>, current: ArrayLike<number>, minimum: number): Pooled {
  const [n, m] = [total(reference), total(current)];
  const needed = (minimum * (n + m)) / Math.min(n, m);
  const levels = Array.from(reference, (count, i) => ({ reference: count, current: current[i] ?? 0 }))
    .filter((level) => level.reference + level.current > 0)
    .sort((a, b) => b.reference + b.current - a.reference - a.current);
  const other = { reference: 0, current: 0 };
  let pooled = 0;
  for (let last = levels.at(-1); last !== undefined; last = levels.at(-1)) {
    const otherIsRare = pooled > 0 && other.reference + other.current < needed;
    if (last.reference + last.current >= needed && !otherIsRare) break;
    levels.pop();
    other.reference += last.reference;
    other.current += last.current;
    pooled += 1;
  }
  const kept = pooled > 0 ? [...levels, other] : levels;
  return {
    reference: Float64Array.from(kept, (level) => level.reference),
    current: Float64Array.from(kept, (level) => level.current),
    pooled,
  };
}

function total(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}
