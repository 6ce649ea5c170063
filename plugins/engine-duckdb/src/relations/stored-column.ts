import { DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { PenstockError } from '@penstock/core';
import type { DataType, Field, StructType } from '@penstock/core/contracts';
import { quoted, quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';
import type { ParquetNode, ParquetShape } from './parquet-shapes.ts';

/** What a file has of a column or field. */
interface Stored {
  readonly name: string;
  readonly type: DuckDBType;
  readonly node: ParquetNode;
}

/** SQL of a column of the schema over a file of a shape, under its own name and type; null when the file lacks it. */
export function storedColumn(field: Field, shape: ParquetShape): string {
  const stored = find(field, shape.columns);
  const value = stored ? convert(quotedName(stored.name), field.type, stored, 1) : nullOf(field.type);
  return `${value} as ${quotedName(field.name)}`;
}

/** By field id alone where the table says so; else by name, exactly first, then ignoring case. */
function find<T extends Stored>(field: Field, candidates: readonly T[]): T | undefined {
  const { stored } = field;
  if (stored && 'id' in stored) return candidates.find(({ node }) => node.id === stored.id);
  const name = stored?.name ?? field.name;
  return (
    candidates.find((item) => item.name === name) ??
    candidates.find((item) => item.name.toLowerCase() === name.toLowerCase())
  );
}

/** @param depth of lambdas around, which keeps their variables apart */
function convert(value: string, type: DataType, stored: Stored, depth: number): string {
  if (isCast(type, stored)) return `cast(${value} as ${duckDbType(type)})`;
  if (typeof type === 'string') return convertPrimitive(value, type, stored);
  switch (type.type) {
    case 'struct': {
      const children = fieldsOf(stored);
      const fields = type.fields.map((field) => {
        const child = find(field, children);
        const inner = child
          ? convert(`struct_extract(${value}, ${quoted(child.name)})`, field.type, child, depth)
          : nullOf(field.type);
        return `${quotedName(field.name)} := ${inner}`;
      });
      return `case when ${value} is null then null else struct_pack(${fields.join(', ')}) end`;
    }
    case 'array':
      return convertList(value, type.elementType, elementOf(stored), depth);
    case 'map': {
      const [key, item] = entryOf(stored);
      const entry = `e${depth}`;
      const pair = `struct_pack(k := ${convert(`${entry}.key`, type.keyType, key, depth + 1)}, v := ${convert(`${entry}.value`, type.valueType, item, depth + 1)})`;
      return `cast(map_from_entries(list_transform(map_entries(${value}), lambda ${entry}: ${pair})) as ${duckDbType(type)})`;
    }
  }
}

function convertList(value: string, type: DataType, element: Stored, depth: number): string {
  const variable = `e${depth}`;
  return `cast(list_transform(${value}, lambda ${variable}: ${convert(variable, type, element, depth + 1)}) as ${duckDbType(type)}[])`;
}

function convertPrimitive(value: string, type: string, { name, type: stored }: Stored): string {
  if (type === 'variant') return variantOf(value, name, stored);
  // Old writers leave out the mark that a byte array is text; a cast to bytes would read escapes in it.
  return type === 'string' ? `decode(${value})` : `encode(${value})`;
}

/** The binary encoding of Parquet, in a struct of two byte arrays. */
function variantOf(value: string, name: string, stored: DuckDBType): string {
  const parts = stored instanceof DuckDBStructType ? [...stored.entryNames].sort().join() : '';
  if (parts === 'metadata,value') return `variant_bytes_to_variant(${value}.metadata || ${value}."value")`;
  throw new PenstockError(
    'PEN_TABLE_UNSUPPORTED',
    `The column "${name}" is stored as ${stored}, a form of variant that DuckDB does not read`,
  );
}

/** Whether a plain cast does: nothing in it has another name in the file or needs more than a cast. */
function isCast(type: DataType, stored: Stored): boolean {
  const { type: from } = stored;
  if (type === 'variant') return from.typeId === DuckDBTypeId.VARIANT;
  if (type === 'string') return from.typeId !== DuckDBTypeId.BLOB;
  if (type === 'binary') return from.typeId !== DuckDBTypeId.VARCHAR;
  if (typeof type === 'string') return true;
  if (type.type === 'array') return from instanceof DuckDBListType ? isCast(type.elementType, elementOf(stored)) : true;
  if (type.type === 'struct') return from instanceof DuckDBStructType ? isCastOfStruct(type, stored) : true;
  if (!(from instanceof DuckDBMapType)) return true;
  const [key, value] = entryOf(stored);
  return isCast(type.keyType, key) && isCast(type.valueType, value);
}

/** DuckDB casts structs by name, ignoring case, and refuses those that have none in common. */
function isCastOfStruct(type: StructType, stored: Stored): boolean {
  const children = fieldsOf(stored);
  const found = type.fields.map((field) => [field, find(field, children)] as const);
  return (
    found.some(([, child]) => child) &&
    found.every(([field, child]) => {
      const same = children.find((item) => item.name.toLowerCase() === field.name.toLowerCase());
      return child ? child === same && isCast(field.type, child) : !same;
    })
  );
}

function fieldsOf({ type, node }: Stored): readonly Stored[] {
  if (!(type instanceof DuckDBStructType)) return [];
  return type.entryTypes.map((entry, at) => {
    const name = type.entryNames[at] ?? '';
    return { name, type: entry, node: node.children.find((child) => child.name === name) ?? NOTHING };
  });
}

/** The element of a list is the repeated group's only child, or in old files the repeated group itself. */
function elementOf({ name, type, node }: Stored): Stored {
  const repeated = node.children[0] ?? NOTHING;
  const [only] = repeated.children;
  const isElement =
    !only || repeated.children.length > 1 || repeated.name === 'array' || repeated.name === `${node.name}_tuple`;
  return { name, type: type instanceof DuckDBListType ? type.valueType : type, node: isElement ? repeated : only };
}

function entryOf({ name, type, node }: Stored): readonly [key: Stored, value: Stored] {
  const [key = NOTHING, value = NOTHING] = node.children[0]?.children ?? [];
  const types = type instanceof DuckDBMapType ? ([type.keyType, type.valueType] as const) : ([type, type] as const);
  return [
    { name, type: types[0], node: key },
    { name, type: types[1], node: value },
  ];
}

function nullOf(type: DataType): string {
  return `cast(null as ${duckDbType(type)})`;
}

const NOTHING: ParquetNode = { name: '', id: undefined, children: [] };
