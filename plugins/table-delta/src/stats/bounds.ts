import type { DataType, Scalar } from '@penstock/core/contracts';
import { rawNumber } from '../json/lossless-json.ts';
import { plainDecimal } from './decimals.ts';
import { truncateMax, truncateMin } from './string-bounds.ts';
import { formatMicros, formatMillis, parseTimestamp } from './timestamps.ts';

export type Side = 'min' | 'max';

const INTEGER_TYPES: ReadonlySet<DataType> = new Set(['byte', 'short', 'integer', 'long']);
const FLOAT_TYPES: ReadonlySet<DataType> = new Set(['float', 'double']);
/** Microseconds by which another writer may have cut a maximum to milliseconds. */
const CUT = 999n;
/** Delta 3.2 and 3.3 cut zone offsets to whole minutes. */
const SHIFT = 59_000_000n;

/**
 * A bound of a file as `add.stats` holds it: strings cut, timestamps in milliseconds rounded outwards. `undefined`
 * when there is none: NaN, infinity, booleans, binary, nested types, malformed text.
 */
export function writeBound(value: Scalar | undefined, type: DataType, side: Side): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return undefined;
  const text = String(value);
  if (type === 'string') return side === 'min' ? truncateMin(text) : truncateMax(text);
  if (type === 'date') return isDate(text) ? text : undefined;
  if (type === 'timestamp' || type === 'timestamp_ntz') return writeTimestamp(text, type, side);
  if (INTEGER_TYPES.has(type)) return /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (FLOAT_TYPES.has(type)) return Number.isFinite(Number(text)) && text.trim() !== '' ? Number(text) : undefined;
  const decimal = isDecimal(type) ? plainDecimal(text) : undefined;
  return decimal === undefined ? undefined : rawNumber(decimal);
}

/**
 * A bound as the contract gives it: integers beyond 2^53-1 and decimals as text, timestamps in ISO 8601 with
 * microseconds, widened by what the writer may have cut off. `undefined` prunes nothing.
 */
export function readBound(value: unknown, type: DataType, side: Side): Scalar | undefined {
  if (value === null || value === undefined) return undefined;
  if (type === 'string') return typeof value === 'string' ? value : undefined;
  if (type === 'date') return typeof value === 'string' && isDate(value) ? value : undefined;
  if (type === 'timestamp' || type === 'timestamp_ntz') return readTimestamp(value, type, side);
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') return undefined;
  if (INTEGER_TYPES.has(type)) return readInteger(value);
  if (FLOAT_TYPES.has(type)) return readFloat(value, type);
  return isDecimal(type) ? plainDecimal(String(value)) : undefined;
}

export function isDecimal(type: DataType): type is `decimal(${number},${number})` {
  return typeof type === 'string' && type.startsWith('decimal(');
}

/** yyyy-MM-dd, an existing day of the years 1 to 9999. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTimestamp(text) !== undefined && text >= '0001-01-01';
}

function readInteger(value: number | bigint | string): Scalar | undefined {
  const text = String(value);
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** The text of a float is the shortest that tells it from other floats: as a double it would be a bit off. */
function readFloat(value: number | bigint | string, type: DataType): Scalar | undefined {
  const number = type === 'float' ? Math.fround(Number(value)) : Number(value);
  return Number.isFinite(number) && value !== '' ? number : undefined;
}

function writeTimestamp(text: string, type: DataType, side: Side): string | undefined {
  const parsed = parseTimestamp(text);
  const shown = parsed && formatMillis(side === 'min' ? parsed.micros : parsed.micros + CUT);
  return type === 'timestamp' ? shown : shown?.slice(0, -1);
}

function readTimestamp(value: unknown, type: DataType, side: Side): string | undefined {
  const parsed = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (!parsed) return undefined;
  // Whole milliseconds may be what a cut left, with however many digits they are printed.
  const cut = parsed.micros % 1000n === 0n ? CUT : 0n;
  const shift = parsed.shifted ? SHIFT : 0n;
  const shown = formatMicros(side === 'min' ? parsed.micros - shift : parsed.micros + cut + shift);
  return type === 'timestamp' ? shown : shown?.slice(0, -1);
}
