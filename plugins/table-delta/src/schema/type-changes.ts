import type { Field, TableSchema } from '@penstock/core/contracts';
import { isRecord } from '../log/read-actions.ts';
import { corrupt, unsupported } from '../table-error.ts';
import { fieldsOf } from './walk.ts';

const KEY = 'delta.typeChanges';
const INTEGERS = ['byte', 'short', 'integer', 'long'];
/** Digits that an integer has at most. The protocol asks writers for more, and some have gone by this. */
const DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, integer: 10, long: 19 };

/**
 * PEN_TABLE_UNSUPPORTED unless every recorded change of a type is a known widening (PROTOCOL.md, "Type Widening"), so
 * that values of old files can be cast.
 */
export function checkTypeChanges(table: string, schema: TableSchema): void {
  for (const { path, field } of fieldsOf(schema)) {
    const changes = field.metadata[KEY];
    if (changes === undefined || changes === null) continue;
    if (!Array.isArray(changes)) throw corrupt(table, `has a ${KEY} that is no list at "${path}"`);
    for (const change of changes) {
      const [from, to] = isRecord(change) ? [change['fromType'], change['toType']] : [];
      if (typeof from === 'string' && typeof to === 'string' && isWidening(from, to)) continue;
      throw unsupported(
        table,
        `cannot be read: the type of column "${path}" was changed from ${shown(from)} to ${shown(to)}, which is no known case of the feature typeWidening`,
      );
    }
  }
}

/** Whether files may be left from when the column was a float. */
export function wasFloat({ type, metadata }: Field): boolean {
  const changes = metadata[KEY];
  if (type !== 'double' || !Array.isArray(changes)) return false;
  return changes.some((change) => isRecord(change) && change['fromType'] === 'float');
}

/** Whether values of one primitive type may be taken for another, or the types are the same. */
export function isWidening(from: string, to: string): boolean {
  if (from === to) return true;
  if (INTEGERS.includes(from) && INTEGERS.includes(to)) return INTEGERS.indexOf(from) < INTEGERS.indexOf(to);
  if (to === 'double') return from !== 'long' && (from === 'float' || INTEGERS.includes(from));
  if (from === 'date') return to === 'timestamp_ntz';
  const target = decimal(to);
  const source = decimal(from) ?? (DIGITS[from] === undefined ? undefined : { digits: DIGITS[from], scale: 0 });
  if (!target || !source) return false;
  return target.digits >= source.digits && target.scale >= source.scale;
}

/** Digits before the point, and behind it. */
function decimal(type: string): { readonly digits: number; readonly scale: number } | undefined {
  const match = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(type);
  return match ? { digits: Number(match[1]) - Number(match[2]), scale: Number(match[2]) } : undefined;
}

function shown(type: unknown): string {
  return typeof type === 'string' ? type : JSON.stringify(type);
}
