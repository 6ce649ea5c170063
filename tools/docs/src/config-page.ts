import { configSchema } from '@penstock/core/runtime';
import { code, markdownTable } from './markdown-table.ts';

type Schema = Readonly<Record<string, unknown>>;

export function configPage(): string {
  return `# Configuration

\`penstock.yaml\` says which plugins make up the platform. Without a file, a local platform under \`.penstock/\` is used.
\`penstock check\` finds everything that is wrong with it at once, each with \`file:line:col\`; \`penstock schema\` writes a
JSON Schema for editors, the options of the plugins included.

\`\`\`yaml
project: flight-delays
plugins:
  store:  { use: '@penstock/storage-fs', with: { root: .penstock/lake }, require: [conditionalPut] }
  tables: { use: '@penstock/table-delta', bind: { store: store } }
  mine:   { use: './my-plugin.ts#named' }
pipelines: [./pipeline.ts]
\`\`\`

## Keys

${markdownTable(['Key', 'Type', 'Default', 'Meaning'], rowsOf(configSchema(), ''))}

The options under \`with:\` are those of the plugin; its README lists them, and \`penstock explain\` and \`penstock schema\` know them.

## What \`use\` finds

- \`./plugin.ts\`, \`./plugin.ts#export\`: a file, relative to the file that says so.
- \`@penstock/storage-fs\`, \`some-package#export\`: a package, looked for from the configuration file, then from the command itself.

Nothing is loaded that is not named here.

## Overlays

\`penstock.<profile>.yaml\` is laid over \`penstock.yaml\` by \`--profile <profile>\`. Maps merge, scalars and lists replace, \`null\`
removes. An overlay that changes the \`use\` of a plugin replaces its \`with\` and \`bind\`; \`require\` stays, because it is what the
deployment relies on.

## References

Values may hold references; keys, \`use\`, \`bind\` and \`require\` may not.

${markdownTable(
  ['Reference', 'Gives'],
  [
    [code('${env:NAME}'), 'an environment variable; an error when it is not set'],
    [code('${env:NAME:-default}'), 'the default when the variable is unset or empty'],
    [code('${file:path}'), 'the text of a file, relative to the configuration, without its last line end'],
    [
      code('${secret:name}'),
      'a secret: `PENSTOCK_SECRET_<NAME>`, else the file `<secrets.dir>/<name>`; in plugin options only',
    ],
    [code('$${'), 'a plain `${`'],
  ],
)}

Where an option is a number or a boolean, the text of a reference is taken for one. Secret options must be references; as plain
text they are refused. Secrets are never printed.
`;
}

function rowsOf(schema: Schema, prefix: string): string[][] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const shown = [
      code(path),
      typeOf(property),
      defaultOf(property, required.includes(name)),
      textOf(property['description']),
    ];
    const entry = objectOf(property['additionalProperties']);
    return [shown, ...rowsOf(property, `${path}.`), ...(entry ? rowsOf(entry, `${path}.<id>.`) : [])];
  });
}

/** The object among the variants of a schema. */
function objectOf(schema: unknown): Schema | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const variants = (schema as { anyOf?: readonly Schema[] }).anyOf ?? [schema as Schema];
  return variants.find((variant) => 'properties' in variant);
}

function typeOf(schema: Schema): string {
  const variants = schema['anyOf'] as readonly Schema[] | undefined;
  if (variants) return variants.map(typeOf).join(' or ');
  if (schema['type'] === 'array') return `list of ${typeOf((schema['items'] ?? {}) as Schema)}`;
  if (schema['type'] === 'object') return 'map';
  return textOf(schema['type']) || 'anything';
}

function defaultOf(schema: Schema, required: boolean): string {
  if (required) return 'required';
  return 'default' in schema ? code(JSON.stringify(schema['default'])) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
