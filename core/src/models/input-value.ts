import { PenstockError } from '../errors/penstock-error.ts';
import type { FeatureInput, InputType } from './feature-spec.ts';
import { epochMillis } from './timestamp-input.ts';

/** A checked raw value: timestamps as epoch milliseconds. */
export type InputValue = string | number | bigint | boolean | null;

/** Makes the function that takes one column out of a raw row. PEN_MODEL_INPUT names the column, never the value. */
export function inputReader({ name, type }: FeatureInput): (row: Readonly<Record<string, unknown>>) => InputValue {
  const check = checks[type];
  return (row) => {
    const value = row[name];
    if (value === null) return null;
    if (value === undefined) throw inputError(name, `Column "${name}" is missing; send null where it has no value`);
    const checked = check(value);
    if (checked === undefined)
      throw inputError(name, `Column "${name}": expected ${expected[type]}, got ${describe(value, type)}`);
    return checked;
  };
}

function inputError(column: string, message: string): PenstockError {
  return new PenstockError('PEN_MODEL_INPUT', message, { at: column });
}

const checks: Readonly<Record<InputType, (value: unknown) => InputValue | undefined>> = {
  timestamp: epochMillis,
  number: (value) => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined),
  integer: (value) => (isInteger(value) ? value : undefined),
  // Text reaches a table as UTF-8, where a lone surrogate becomes U+FFFD; so it must here.
  string: (value) => (typeof value === 'string' ? value.toWellFormed() : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
};

const expected: Readonly<Record<InputType, string>> = {
  timestamp: 'a timestamp (ISO 8601 text, or milliseconds since the epoch)',
  number: 'a number',
  integer: 'a whole number',
  string: 'text',
  boolean: 'true or false',
};

function isInteger(value: unknown): value is number | bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value);
}

function describe(value: unknown, wanted: InputType): string {
  if (value instanceof Date) return wanted === 'timestamp' ? 'an invalid Date' : 'a Date';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value === 'string') return wanted === 'timestamp' ? 'text of another form' : 'text';
  if (typeof value !== 'number' && typeof value !== 'bigint') return `a ${typeof value}`;
  const fits = wanted === 'timestamp' || wanted === 'integer';
  return fits ? (Number.isInteger(Number(value)) ? 'a number out of range' : 'a number with a fraction') : 'a number';
}
