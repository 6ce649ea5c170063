import type { SchemaTree } from 'hyparquet';
import { rawNumber, stringifyJson } from '../json/lossless-json.ts';
import { isRecord } from '../log/read-actions.ts';
import { decimalText } from './decimals.ts';

/**
 * `add.stats_parsed` of a checkpoint as the JSON text of `add.stats`. Decimals come as unscaled integers with the
 * scale on the schema element, timestamps and dates as text.
 */
export function parsedStatsToJson(stats: Readonly<Record<string, unknown>>, tree: SchemaTree): string {
  return stringifyJson(convert(stats, tree));
}

function convert(value: unknown, tree: SchemaTree): unknown {
  if (value === null || value === undefined) return undefined;
  if (tree.children.length > 0) {
    if (!isRecord(value)) return undefined;
    return Object.fromEntries(
      tree.children.map((child) => [child.element.name, convert(value[child.element.name], child)]),
    );
  }
  const { scale } = tree.element;
  if (scale !== undefined) return decimal(value, scale);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return value instanceof Uint8Array ? undefined : value;
}

function decimal(value: unknown, scale: number): unknown {
  const unscaled = value instanceof Uint8Array ? fromBigEndian(value) : value;
  if (typeof unscaled !== 'bigint' && typeof unscaled !== 'number') return undefined;
  return rawNumber(decimalText(BigInt(unscaled), scale));
}

/** Two's complement. */
function fromBigEndian(bytes: Uint8Array): bigint {
  const magnitude = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, magnitude);
}
