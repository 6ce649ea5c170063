import { compareKeys } from '@penstock/core';
import type { DataType, Scalar } from '@penstock/core/contracts';
import { isDate, isDecimal } from '../stats/bounds.ts';
import { plainDecimal } from '../stats/decimals.ts';
import { parseTimestamp } from '../stats/timestamps.ts';

type Value = NonNullable<Scalar>;

const EXACT: ReadonlySet<DataType> = new Set(['byte', 'short', 'integer', 'long']);

/** Sign of a - b as values of a type; `undefined` when they do not compare as such, NaN included. */
export function compareValues(a: Value, b: Value, type: DataType): number | undefined {
  if (type === 'string') return typeof a === 'string' && typeof b === 'string' ? compareKeys(a, b) : undefined;
  if (type === 'float' || type === 'double') return sign(numberOf(a), numberOf(b));
  if (EXACT.has(type) || isDecimal(type)) return compareDecimals(String(a), String(b));
  if (type === 'date') return isDate(String(a)) && isDate(String(b)) ? compareKeys(String(a), String(b)) : undefined;
  if (type === 'boolean') return sign(booleanOf(a), booleanOf(b));
  if (type === 'timestamp' || type === 'timestamp_ntz') {
    return sign(parseTimestamp(String(a))?.micros, parseTimestamp(String(b))?.micros);
  }
  return undefined;
}

function sign<T extends number | bigint>(a: T | undefined, b: T | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function numberOf(value: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return typeof value === 'boolean' || Number.isNaN(number) ? undefined : number;
}

function booleanOf(value: Value): number | undefined {
  const text = String(value);
  return text === 'true' ? 1 : text === 'false' ? 0 : undefined;
}

function compareDecimals(a: string, b: string): number | undefined {
  const [left, right] = [plainDecimal(a), plainDecimal(b)];
  if (left === undefined || right === undefined) return undefined;
  const scale = Math.max(scaleOf(left), scaleOf(right));
  return sign(unscaled(left, scale), unscaled(right, scale));
}

function scaleOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

function unscaled(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(scale - scaleOf(text)));
}
