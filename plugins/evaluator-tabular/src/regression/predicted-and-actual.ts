import type { Curve } from '../findings.ts';
import type { Rows } from '../rows.ts';

/** (mean score, mean label) of bins of about equally many rows by score; rows of one score stay in one bin. */
export function predictedAndActual({ scores, labels }: Rows, bins: number): Curve {
  const sorted = scores.slice().sort();
  const inner = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / bins) - 1] ?? 0,
  );
  const edges = [...new Set(inner)];
  const sums = Array.from({ length: edges.length + 1 }, () => ({ rows: 0, score: 0, label: 0 }));
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    const found = edges.findIndex((edge) => score <= edge);
    const bin = sums[found < 0 ? edges.length : found];
    if (bin === undefined) continue;
    bin.rows += 1;
    bin.score += score;
    bin.label += labels[row] ?? 0;
  }
  return sums.filter(({ rows }) => rows > 0).map(({ rows, score, label }) => [score / rows, label / rows]);
}
