import { PenstockError } from '../errors/penstock-error.ts';

export type Literal = string | number | bigint | boolean | null | Date | readonly Literal[];

export function isLiteral(value: unknown): value is Literal {
  if (value === null || value instanceof Date) return true;
  if (Array.isArray(value)) return value.every(isLiteral);
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

/** SQL text of a value; strings are quoted, lists become `(a, b)`, dates a UTC timestamp. */
export function literalSql(value: Literal, at: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Date) return `TIMESTAMP '${isoOrThrow(value, at).replace('T', ' ').replace('Z', '+00')}'`;
  if (typeof value === 'object') {
    if (value.length === 0)
      throw new PenstockError('PEN_PIPELINE_INVALID', `An empty list cannot stand in SQL (${at})`, { at });
    return `(${value.map((item) => literalSql(item, at)).join(', ')})`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new PenstockError('PEN_PIPELINE_INVALID', `The number ${value} cannot stand in SQL (${at})`, { at });
  }
  return String(value);
}

function isoOrThrow(value: Date, at: string): string {
  if (Number.isNaN(value.getTime()))
    throw new PenstockError('PEN_PIPELINE_INVALID', `An invalid Date stands in SQL (${at})`, { at });
  return value.toISOString();
}
