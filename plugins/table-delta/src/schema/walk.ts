import type { DataType, Field, TableSchema } from '@penstock/core/contracts';

/** Every field of a schema, also those inside structs, arrays and maps, with its dotted path; parents first. */
export function* fieldsOf(
  schema: TableSchema,
  parent = '',
): Generator<{ readonly path: string; readonly field: Field }> {
  for (const field of schema.fields) {
    const path = parent === '' ? field.name : `${parent}.${field.name}`;
    yield { path, field };
    yield* inner(field.type, path);
  }
}

/** Every type of a schema with the path of its column. */
export function* typesOf(schema: TableSchema): Generator<{ readonly path: string; readonly type: DataType }> {
  for (const field of schema.fields) yield* nested(field.type, field.name);
}

function* inner(type: DataType, path: string): Generator<{ readonly path: string; readonly field: Field }> {
  if (typeof type === 'string') return;
  if (type.type === 'struct') yield* fieldsOf(type, path);
  if (type.type === 'array') yield* inner(type.elementType, `${path}.element`);
  if (type.type !== 'map') return;
  yield* inner(type.keyType, `${path}.key`);
  yield* inner(type.valueType, `${path}.value`);
}

function* nested(type: DataType, path: string): Generator<{ readonly path: string; readonly type: DataType }> {
  yield { path, type };
  if (typeof type === 'string') return;
  if (type.type === 'struct') for (const field of type.fields) yield* nested(field.type, `${path}.${field.name}`);
  if (type.type === 'array') yield* nested(type.elementType, `${path}.element`);
  if (type.type !== 'map') return;
  yield* nested(type.keyType, `${path}.key`);
  yield* nested(type.valueType, `${path}.value`);
}
