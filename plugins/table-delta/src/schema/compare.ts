import type { DataType, TableSchema } from '@penstock/core/contracts';

/** Whether two schemas describe the same columns in the same order; field metadata does not count. */
export function sameSchema(a: TableSchema, b: TableSchema): boolean {
  return sameType(a, b);
}

function sameType(a: DataType, b: DataType): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.type === 'struct' && b.type === 'struct') {
    return (
      a.fields.length === b.fields.length &&
      a.fields.every((field, at) => {
        const other = b.fields[at];
        return field.name === other?.name && field.nullable === other.nullable && sameType(field.type, other.type);
      })
    );
  }
  if (a.type === 'array' && b.type === 'array') {
    return a.containsNull === b.containsNull && sameType(a.elementType, b.elementType);
  }
  if (a.type !== 'map' || b.type !== 'map') return false;
  return (
    a.valueContainsNull === b.valueContainsNull && sameType(a.keyType, b.keyType) && sameType(a.valueType, b.valueType)
  );
}
