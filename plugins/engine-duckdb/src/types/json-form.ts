import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import { quotedName } from '../sql/quote.ts';

/** The type in SQL with JSON for every variant in it; `undefined` when there is none. */
export function jsonForm(type: DuckDBType): string | undefined {
  const form = formOf(type);
  return form === String(type) ? undefined : form;
}

function formOf(type: DuckDBType): string {
  if (type.typeId === DuckDBTypeId.VARIANT) return 'JSON';
  if (type instanceof DuckDBListType) return `${formOf(type.valueType)}[]`;
  if (type instanceof DuckDBArrayType) return `${formOf(type.valueType)}[${type.length}]`;
  if (type instanceof DuckDBMapType) return `MAP(${formOf(type.keyType)}, ${formOf(type.valueType)})`;
  if (!(type instanceof DuckDBStructType)) return String(type);
  const fields = type.entryTypes.map((entry, at) => `${quotedName(type.entryNames[at] ?? '')} ${formOf(entry)}`);
  return `STRUCT(${fields.join(', ')})`;
}
