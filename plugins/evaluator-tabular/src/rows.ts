import { PenstockError } from '@penstock/core';
import type { EvaluationInput } from '@penstock/core/contracts';

/** Labelled rows. */
export interface Rows {
  readonly scores: Float64Array;
  readonly labels: Float64Array;
}

export interface LabelledRows extends Rows {
  /** Where each row stands in the input. */
  readonly at: Uint32Array;
  readonly unlabelled: number;
}

/** Checks the input and leaves out rows without a label. PEN_METRIC_UNDEFINED when nothing sensible can be computed. */
export function labelledRows(input: EvaluationInput): LabelledRows {
  const { scores, labels, slices } = input;
  for (const [name, rows] of [['labels', labels.length] as const, ...sliceLengths(slices)])
    if (rows !== scores.length) throw undefinedMetric(`There are ${scores.length} scores, but ${rows} ${name}`);
  const at = new Uint32Array(scores.length);
  let kept = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] ?? Number.NaN;
    if (Number.isNaN(label)) continue;
    if (!isLabel(input.task, label))
      throw undefinedMetric(`Row ${row} has the label ${label}; ${labelRule[input.task]}`);
    const score = scores[row] ?? Number.NaN;
    if (!Number.isFinite(score))
      throw undefinedMetric(`Row ${row} has the score ${score}; the model must score every row`);
    at[kept] = row;
    kept += 1;
  }
  if (kept === 0) throw undefinedMetric(`None of the ${scores.length} rows has a label`);
  const rows = at.subarray(0, kept);
  return { ...pick(input, rows), at: rows, unlabelled: scores.length - kept };
}

/** The rows at these places. */
export function pick({ scores, labels }: Rows, at: Uint32Array): Rows {
  const picked = { scores: new Float64Array(at.length), labels: new Float64Array(at.length) };
  for (let i = 0; i < at.length; i += 1) {
    const row = at[i] ?? 0;
    picked.scores[i] = scores[row] ?? 0;
    picked.labels[i] = labels[row] ?? 0;
  }
  return picked;
}

const labelRule = {
  binary: 'those of a binary task are 0, 1 or NaN',
  regression: 'those of a regression are numbers or NaN',
} as const;

function isLabel(task: EvaluationInput['task'], label: number): boolean {
  return task === 'binary' ? label === 0 || label === 1 : Number.isFinite(label);
}

function sliceLengths(slices: EvaluationInput['slices']): (readonly [string, number])[] {
  return Object.entries(slices).map(([name, { codes }]) => [`rows of slice "${name}"`, codes.length]);
}

function undefinedMetric(message: string): PenstockError {
  return new PenstockError('PEN_METRIC_UNDEFINED', message);
}
