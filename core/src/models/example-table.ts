import type { RawRow } from './feature-row.ts';
import type { FeatureSpec } from './feature-spec.ts';
import { type InputValue, inputReader } from './input-value.ts';

/** Rows as pandas' `split` orientation: JSON that MLflow reads back as a data frame. */
export interface ExampleTable {
  readonly columns: readonly string[];
  readonly data: readonly (readonly (string | number | boolean | null)[])[];
}

/** Raw rows as a table of the inputs. PEN_MODEL_INPUT names a column that does not fit. */
export function exampleTable({ inputs }: FeatureSpec, rows: readonly RawRow[]): ExampleTable {
  const readers = inputs.map((input) => ({ read: inputReader(input), isTime: input.type === 'timestamp' }));
  return {
    columns: inputs.map(({ name }) => name),
    data: rows.map((row) => readers.map(({ read, isTime }) => cell(read(row), isTime))),
  };
}

function cell(value: InputValue, isTime: boolean): string | number | boolean | null {
  // pandas takes a trailing Z as a time zone, which does not fit MLflow's datetime type.
  if (isTime && value !== null) return new Date(Number(value)).toISOString().replace('Z', '');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'bigint' ? Number(value) : value;
}
