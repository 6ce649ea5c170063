import { PenstockError } from '@penstock/core';
import type { Task } from '@penstock/core/contracts';
import type { Column } from './column.ts';

/** Feature columns with their label, all of `rows` length. Made by {@link makeDataset}, which checks it. */
export interface Dataset {
  readonly task: Task;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** 0 or 1 for binary, a number up to ±1e30 for regression. */
  readonly label: Float64Array;
  /** Non-negative; each row counts once when absent. */
  readonly weights?: Float64Array;
}

/** Errors of labels up to this size can be summed in single and squared in double precision. */
const LARGEST_LABEL = 1e30;

export type DatasetInput = Omit<Dataset, 'rows'>;

/**
 * Checks the parts and puts them together.
 * @param role Word for messages: which data it is, e.g. `train`.
 * @throws PEN_TRAINING_DATA naming the column: empty, doubled or unequal columns, a label or weight that is not usable.
 */
export function makeDataset(input: DatasetInput, role = 'training data'): Dataset {
  const rows = input.label.length;
  if (rows === 0) throw unusable(role, 'has no rows');
  if (input.columns.length === 0) throw unusable(role, 'has no feature columns');
  const seen = new Set<string>();
  for (const column of input.columns) {
    if (seen.has(column.name)) throw unusable(role, `has the feature "${column.name}" twice`);
    seen.add(column.name);
    const length = column.type === 'numeric' ? column.values.length : column.codes.length;
    if (length !== rows)
      throw unusable(role, `has ${rows} labels but ${length} values in the feature "${column.name}"`);
  }
  checkLabel(input.label, input.task, role);
  if (input.weights !== undefined) checkWeights(input.weights, rows, role);
  return { ...input, rows };
}

/**
 * Binary training data must hold both classes; data that a model is only measured on need not.
 * @throws PEN_TRAINING_DATA with the class that is there.
 */
export function requireBothClasses(dataset: Dataset, role = 'training data'): void {
  if (dataset.task !== 'binary') return;
  const first = dataset.label[0];
  if (dataset.label.every((value) => value === first))
    throw unusable(role, `has one class only: every label is ${first}`);
}

function checkLabel(label: Float64Array, task: Task, role: string): void {
  let missing = 0;
  for (const value of label) {
    if (Number.isNaN(value)) missing++;
    else if (Math.abs(value) > LARGEST_LABEL)
      throw unusable(role, `has the label ${value}; labels are at most ${LARGEST_LABEL}`);
    else if (task === 'binary' && value !== 0 && value !== 1)
      throw unusable(role, `has the label ${value}; a binary label is 0 or 1`);
  }
  if (missing > 0) throw unusable(role, `has ${missing} rows without a label`);
}

function checkWeights(weights: Float64Array, rows: number, role: string): void {
  if (weights.length !== rows) throw unusable(role, `has ${rows} labels but ${weights.length} weights`);
  let total = 0;
  for (const value of weights) {
    if (!(value >= 0 && Number.isFinite(value))) throw unusable(role, `has the weight ${value}`);
    total += value;
  }
  if (total === 0) throw unusable(role, 'has no weight above 0');
}

function unusable(role: string, what: string): PenstockError {
  return new PenstockError('PEN_TRAINING_DATA', `The ${role} ${what}`, { at: role });
}
