import { DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { quoted, quotedName } from '../sql/quote.ts';

/** SQL of a value with JSON for every variant in it; the value itself when there is none. */
export function withoutVariants(value: string, type: DuckDBType, depth = 1): string {
  if (!hasVariant(type)) return value;
  // DuckDB casts no variant to the JSON text `null`.
  if (type.typeId === DuckDBTypeId.VARIANT) return orNull(value, `cast(${value} as json)`);
  const item = `v${depth}`;
  if (type instanceof DuckDBListType) {
    return `list_transform(${value}, lambda ${item}: ${withoutVariants(item, type.valueType, depth + 1)})`;
  }
  if (type instanceof DuckDBMapType) {
    const key = withoutVariants(`${item}.key`, type.keyType, depth + 1);
    const entry = withoutVariants(`${item}.value`, type.valueType, depth + 1);
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: struct_pack(k := ${key}, v := ${entry})))`;
  }
  if (!(type instanceof DuckDBStructType)) return value;
  const fields = type.entryTypes.map((entry, at) => {
    const name = type.entryNames[at] ?? '';
    return `${quotedName(name)} := ${withoutVariants(`struct_extract(${value}, ${quoted(name)})`, entry, depth)}`;
  });
  return orNull(value, `struct_pack(${fields.join(', ')})`);
}

function hasVariant(type: DuckDBType): boolean {
  if (type instanceof DuckDBListType) return hasVariant(type.valueType);
  if (type instanceof DuckDBMapType) return hasVariant(type.keyType) || hasVariant(type.valueType);
  return type instanceof DuckDBStructType ? type.entryTypes.some(hasVariant) : type.typeId === DuckDBTypeId.VARIANT;
}

function orNull(value: string, otherwise: string): string {
  return `case when ${value} is null then null else ${otherwise} end`;
}
