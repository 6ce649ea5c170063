import { fileShape } from '../config/config-shape.ts';
import { type JsonSchema, jsonSchemaOf } from '../config/json-schema.ts';
import { LoadedPlan, type Plan, type PlannedPlugin } from './plan.ts';

/** Keywords that hold values, not schemas. */
const values = ['const', 'default', 'enum', 'examples'];

/**
 * JSON Schema of `penstock.yaml` and its overlays, for editors. With a plan, the options of its plugins are part
 * of it: by `use`, and by id where an overlay leaves `use` out.
 */
export function configSchema(plan?: Plan): JsonSchema {
  const schema = { ...allowReferences(jsonSchemaOf(fileShape)), title: 'Penstock configuration' };
  if (plan === undefined) return schema;
  const properties = record(schema, 'properties');
  const plugins = record(properties, 'plugins');
  const entry = plugins['additionalProperties'];
  const uses = new Map(plan.plugins.map((plugin) => [plugin.use, plugin]));
  const byUse = [...uses.values()].map((plugin) =>
    when({ properties: { use: { const: plugin.use } }, required: ['use'] }, specifics(plugin)),
  );
  const byId = plan.plugins.map((plugin) => {
    const own = when({ not: { required: ['use'] } }, specifics(plugin));
    return [plugin.id, { allOf: [{ $ref: '#/$defs/plugin' }, own] }] as const;
  });
  const known = { properties: Object.fromEntries(byId), additionalProperties: { $ref: '#/$defs/plugin' } };
  return {
    ...schema,
    properties: { ...properties, plugins: { ...plugins, ...known } },
    $defs: { plugin: { allOf: [entry, ...byUse] }, ...optionsSchemas(plan) },
  };
}

function optionsSchemas(plan: Plan): JsonSchema {
  const { loaded } = LoadedPlan.open(plan);
  const schemas = [...loaded].map(([id, { plugin }]) => {
    const { $schema: _, ...schema } = allowReferences(jsonSchemaOf(plugin.options));
    // Its own `$ref`s start at `#`, so it must be a resource of its own.
    return [`options.${id}`, { $id: `penstock:options/${id}`, ...schema }] as const;
  });
  return Object.fromEntries(schemas);
}

function specifics({ id, needs, features }: PlannedPlugin): JsonSchema {
  return {
    with: { $ref: `#/$defs/options.${id}` },
    bind: { propertyNames: oneOf(Object.keys(needs)) },
    require: { items: oneOf(features) },
  };
}

/** `enum` must not be empty. */
function oneOf(names: readonly string[]): JsonSchema | false {
  return names.length > 0 && { enum: names };
}

function when(condition: JsonSchema, properties: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  return { if: { type: 'object', ...condition }, then: { properties } }; // oxlint-disable-line unicorn/no-thenable
}

/** Numbers, booleans and choices may be written as references, and a secret must be. */
function allowReferences(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, values.includes(key) ? value : descend(value)]),
  );
  if (schema['secret'] === true) {
    const { secret: _, minLength: __, ...rest } = inner;
    return { ...rest, pattern: '\\$\\{(secret|env|file):' };
  }
  const choice = ['number', 'integer', 'boolean'].includes(String(schema['type'])) || Array.isArray(schema['enum']);
  if (!choice) return inner;
  const { description, default: fallback, ...rest } = inner;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [rest, { type: 'string', pattern: '\\$\\{(env|file):' }],
  };
}

function descend(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(descend);
  return typeof value === 'object' && value !== null ? allowReferences(value as JsonSchema) : value;
}

function record(schema: JsonSchema, key: string): JsonSchema {
  return (schema[key] ?? {}) as JsonSchema;
}
