import type { DataType, Field, StructType, TableSchema } from '@penstock/core/contracts';
import { corrupt } from '../table-error.ts';

const NAME = 'delta.columnMapping.physicalName';
const ID = 'delta.columnMapping.id';

/**
 * The schema with the place of every field in data files (PROTOCOL.md, "Column Mapping"), at every level: only by the
 * physical name in mode `name`, only by the id in mode `id`. PEN_TABLE_CORRUPT when a field lacks it.
 */
export function mapColumns(table: string, schema: TableSchema, mode: 'none' | 'name' | 'id'): TableSchema {
  return mode === 'none' ? schema : mapStruct(schema, (field) => ({ ...field, stored: storedAs(table, field, mode) }));
}

/** The name that statistics and partition values have for a column. */
export function physicalName(field: Field, mode: 'none' | 'name' | 'id'): string {
  const name = field.metadata[NAME];
  return mode !== 'none' && typeof name === 'string' ? name : field.name;
}

function storedAs(table: string, field: Field, mode: 'name' | 'id'): Field['stored'] {
  const value = field.metadata[mode === 'id' ? ID : NAME];
  if (mode === 'id' && typeof value === 'number' && Number.isInteger(value)) return { id: value };
  if (mode === 'name' && typeof value === 'string') return { name: value };
  throw corrupt(table, `has the column "${field.name}" without ${mode === 'id' ? ID : NAME}`);
}

function mapStruct(type: StructType, place: (field: Field) => Field): StructType {
  return {
    type: 'struct',
    fields: type.fields.map((field) => ({ ...place(field), type: mapType(field.type, place) })),
  };
}

function mapType(type: DataType, place: (field: Field) => Field): DataType {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return mapStruct(type, place);
    case 'array':
      return { ...type, elementType: mapType(type.elementType, place) };
    case 'map':
      return { ...type, keyType: mapType(type.keyType, place), valueType: mapType(type.valueType, place) };
  }
}
