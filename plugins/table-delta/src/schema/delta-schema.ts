import type { DataType, Field, PrimitiveType, TableSchema } from '@penstock/core/contracts';
import { parseJson, stringifyJson } from '../json/lossless-json.ts';
import { isRecord } from '../log/read-actions.ts';
import { corrupt, unsupported } from '../table-error.ts';

const PRIMITIVES: ReadonlySet<string> = new Set([
  'string',
  'long',
  'integer',
  'short',
  'byte',
  'float',
  'double',
  'boolean',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'variant',
  'void',
]);
const DECIMAL = /^decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)$/;

/**
 * `metaData.schemaString` as a schema; field metadata is kept as it is. Very old tables have none: no columns.
 * PEN_TABLE_CORRUPT when it is no schema, PEN_TABLE_UNSUPPORTED (naming the column) for types of unsupported features.
 */
export function parseSchema(table: string, schemaString: string | undefined): TableSchema {
  if (schemaString === undefined || schemaString === '') return { type: 'struct', fields: [] };
  let value: unknown;
  try {
    value = parseJson(schemaString);
  } catch (cause) {
    throw corrupt(table, 'has a schemaString that is not JSON', cause);
  }
  if (!isRecord(value) || !Array.isArray(value['fields'])) throw corrupt(table, 'has a schemaString that is no struct');
  return { type: 'struct', fields: value['fields'].map((field) => parseField(table, '', field)) };
}

/** Field keys in the order of other writers: name, type, nullable, metadata. */
export function serializeSchema(schema: TableSchema): string {
  return stringifyJson(plainType(schema));
}

export function isPrimitive(type: string): type is PrimitiveType {
  return PRIMITIVES.has(type) || DECIMAL.test(type);
}

function parseField(table: string, parent: string, value: unknown): Field {
  if (!isRecord(value) || typeof value['name'] !== 'string') throw corrupt(table, 'has a schema field without name');
  const path = parent === '' ? value['name'] : `${parent}.${value['name']}`;
  return {
    name: value['name'],
    type: parseType(table, path, value['type']),
    nullable: value['nullable'] !== false,
    metadata: isRecord(value['metadata']) ? value['metadata'] : {},
  };
}

function parseType(table: string, path: string, value: unknown): DataType {
  if (typeof value === 'string') return parsePrimitive(table, path, value);
  if (!isRecord(value)) throw corrupt(table, `has no type for the column "${path}"`);
  switch (value['type']) {
    case 'struct':
      if (!Array.isArray(value['fields'])) throw corrupt(table, `has a struct without fields at "${path}"`);
      return { type: 'struct', fields: value['fields'].map((field) => parseField(table, path, field)) };
    case 'array':
      return {
        type: 'array',
        elementType: parseType(table, `${path}.element`, value['elementType']),
        containsNull: value['containsNull'] !== false,
      };
    case 'map':
      return {
        type: 'map',
        keyType: parseType(table, `${path}.key`, value['keyType']),
        valueType: parseType(table, `${path}.value`, value['valueType']),
        valueContainsNull: value['valueContainsNull'] !== false,
      };
    case 'variant':
      return 'variant';
    default:
      throw unsupported(table, `has the column "${path}" of the unsupported type ${stringifyJson(value['type'])}`);
  }
}

function parsePrimitive(table: string, path: string, name: string): DataType {
  if (name === 'decimal') return 'decimal(10,0)';
  if (name === 'null') return 'void';
  const decimal = DECIMAL.exec(name);
  if (decimal) return `decimal(${Number(decimal[1])},${Number(decimal[2])})`;
  if (isPrimitive(name)) return name;
  throw unsupported(table, `has the column "${path}" of the unsupported type "${name}"`);
}

function plainType(type: DataType): unknown {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map(({ name, type: inner, nullable, metadata }) => ({
          name,
          type: plainType(inner),
          nullable,
          metadata,
        })),
      };
    case 'array':
      return { type: 'array', elementType: plainType(type.elementType), containsNull: type.containsNull };
    case 'map':
      return {
        type: 'map',
        keyType: plainType(type.keyType),
        valueType: plainType(type.valueType),
        valueContainsNull: type.valueContainsNull,
      };
  }
}
