import { type ConfigNode, type ConfigPath, type MapEntry, type ScalarNode, toValue } from './config-node.ts';
import { childSchemas, type JsonSchema, openSchema } from './json-schema.ts';

export interface Field {
  readonly path: ConfigPath;
  readonly node: ScalarNode;
}

/** The values of options whose schema is `secret()`. */
export function secretFields(options: MapEntry, schema: JsonSchema): Field[] {
  return [...walk(options.node, openSchema(schema, schema, toValue(options.node)), [])];

  function* walk(node: ConfigNode, schemas: readonly JsonSchema[], path: ConfigPath): Generator<Field> {
    if (node.kind === 'scalar') {
      if (schemas.some((item) => item['secret'] === true)) yield { path, node };
      return;
    }
    for (const [key, child] of childrenOf(node)) {
      yield* walk(child, childSchemas(schema, schemas, key, toValue(child)), [...path, key]);
    }
  }
}

/** Every scalar of the options. */
export function* fieldsOf(node: ConfigNode, path: ConfigPath = []): Generator<Field> {
  if (node.kind === 'scalar') yield { path, node };
  else for (const [key, child] of childrenOf(node)) yield* fieldsOf(child, [...path, key]);
}

/** True when the value, or the default of its reference, stands in the file as plain text. */
export function isPlainText({ node }: Field): boolean {
  return node.reference === undefined || node.reference.fallback;
}

function* childrenOf(node: ConfigNode): Generator<[PropertyKey, ConfigNode]> {
  if (node.kind === 'list') yield* node.items.entries();
  if (node.kind === 'map') for (const [key, entry] of node.entries) yield [key, entry.node];
}
