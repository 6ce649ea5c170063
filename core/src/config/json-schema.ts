import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Unions of recursive schemas could be followed for ever. */
const MAX_DEPTH = 16;

/** JSON Schema of what a zod schema takes as input. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** The schemas that a value may have to fit: references and unions opened, branches of another variant left out. */
export function openSchema(root: JsonSchema, schema: unknown, value: unknown, depth = 0): JsonSchema[] {
  if (!isSchema(schema) || depth > MAX_DEPTH || contradicts(schema, value)) return [];
  const parts = [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const target = typeof schema['$ref'] === 'string' ? follow(root, schema['$ref']) : undefined;
  return [schema, ...[...parts, target].flatMap((part) => openSchema(root, part, value, depth + 1))];
}

/** The schemas of a value's child. */
export function childSchemas(root: JsonSchema, parents: readonly JsonSchema[], key: PropertyKey, child: unknown) {
  return parents.flatMap((parent) => {
    const properties = parent['properties'];
    const named = isSchema(properties) && Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
    const prefix = Array.isArray(parent['prefixItems']) ? parent['prefixItems'][Number(key)] : undefined;
    const rest = typeof key === 'number' ? parent['items'] : parent['additionalProperties'];
    return openSchema(root, named ?? prefix ?? rest, child);
  });
}

/** The schemas at a path below a value. */
export function schemasAt(root: JsonSchema, value: unknown, path: readonly PropertyKey[]): JsonSchema[] {
  let schemas = openSchema(root, root, value);
  let here = value;
  for (const key of path) {
    here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
    schemas = childSchemas(root, schemas, key, here);
  }
  return schemas;
}

/** True when a constant of the schema, such as a discriminator, differs from the value's. */
function contradicts(schema: JsonSchema, value: unknown): boolean {
  const properties = schema['properties'];
  if (!isSchema(properties) || typeof value !== 'object' || value === null) return false;
  return Object.entries(properties).some(
    ([key, property]) =>
      isSchema(property) &&
      'const' in property &&
      Object.hasOwn(value, key) &&
      Reflect.get(value, key) !== property['const'],
  );
}

function follow(root: JsonSchema, pointer: string): unknown {
  if (!pointer.startsWith('#')) return undefined;
  let here: unknown = root;
  for (const part of pointer.slice(1).split('/').filter(Boolean)) {
    here = isSchema(here) ? here[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return here;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
