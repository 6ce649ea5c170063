import type { ErrorCode } from '@penstock/core';

/** Definitions that are refused when their file is loaded. The body begins at line 3 of the file. */
export interface BadDefinition {
  readonly name: string;
  readonly body: string;
  readonly code: ErrorCode;
  /** Line of the place; none where only the file can be told. */
  readonly line?: number;
  readonly message: RegExp;
}

export const definitionHead = `import { category, features, numeric } from '@penstock/core/models';
import { files, keep, monitor, pipeline, predictions, sql, stream, streamingTable, table, trained, view } from '@penstock/core/pipeline';
`;

const raw = "const raw = streamingTable('raw', sql`select id, v from ${files('landing/*.csv')}`);\n";
const spec = "const spec = features({ v: numeric('v') });\n";
const model = (options: string) =>
  `${raw}${spec}const late = trained('late', ${options} as never);\nexport default pipeline('p', [late]);`;
const whole =
  "from: raw, key: 'id', label: 'late', task: 'binary', features: spec, with: 'gbt', split: { by: 'd', every: 'month', train: 1, test: 1 }";

export const badDefinitions: readonly BadDefinition[] = [
  {
    name: 'no default export',
    body: 'export const other = 1;',
    code: 'PEN_PIPELINE_NOT_FOUND',
    message: /has no export "default"/,
  },
  {
    name: 'a default export that is no pipeline',
    body: 'export default { nodes: [] };',
    code: 'PEN_PIPELINE_NOT_FOUND',
    message: /was not made with pipeline\(\)/,
  },
  {
    name: 'code that throws',
    body: "\nthrow new Error('no luck');",
    code: 'PEN_PIPELINE_NOT_FOUND',
    line: 4,
    message: /cannot be loaded: no luck/,
  },
  {
    name: 'a package that is not installed',
    body: "import nothing from 'not-installed';\nexport default nothing;",
    code: 'PEN_PIPELINE_NOT_FOUND',
    line: 3,
    message: /Cannot find package 'not-installed'/,
  },
  {
    name: 'a pipeline without steps',
    body: "export default pipeline('p', []);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /has no tables and no models/,
  },
  {
    name: 'something else among the steps',
    body: `${raw}export default pipeline('p', [raw, 'raw' as never]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 4,
    message: /item 2 is neither/,
  },
  {
    name: 'a name that is none',
    body: "const a = table('a b', sql`select 1 as x`);\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /"a b" is not a name/,
  },
  {
    name: 'two steps of one name, upper and lower case aside',
    body: `${raw}const other = table('RAW', sql\`select 1 as x\`);\nexport default pipeline('p', [raw, other]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 4,
    message: /Two nodes are called "RAW": .*:3 and .*:4/,
  },
  {
    name: 'a quarantine table of the name of another table',
    body: `${raw}const a = table('a', sql\`select * from \${raw}\`, { expect: { v: keep(sql\`v > 0\`).else('quarantine') }, quarantine: 'raw' });\nexport default pipeline('p', [a]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 5,
    message: /the quarantine table of "a" has the name of another table/,
  },
  {
    name: 'a circle, tied after the fact',
    body: `const query = Object.defineProperty({ text: 'select * from {{b}}', references: {} as Record<string, unknown>, at: 'a:1' }, Symbol.for('@penstock/sql'), { value: true });
const a = table('a', query as never);
const b = table('b', sql\`select * from \${a}\`);
query.references['b'] = b;
export default pipeline('p', [b]);`,
    code: 'PEN_PIPELINE_CYCLE',
    line: 5,
    message: /b → a → b/,
  },
  {
    name: 'a query that is a plain string',
    body: "const a = table('a', 'select 1' as never);\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /The query of table "a" is not written as sql`…`/,
  },
  {
    name: 'an option that does not exist',
    body: "const a = table('a', sql`select 1 as x`, { expects: {} } as never);\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /unknown option expects; known are expect/,
  },
  {
    name: 'an expectation that is plain SQL',
    body: "const a = table('a', sql`select 1 as x`, { expect: { x: sql`x > 0` } } as never);\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /Expectation "x" of "a" is not of the form keep/,
  },
  {
    name: 'an expectation that reads another table',
    body: `${raw}const rule = keep(sql\`v in (select v from \${raw})\`);\nexport default pipeline('p', [raw]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 4,
    message: /cannot read from another table/,
  },
  {
    name: 'one table as a stream and whole in one query',
    body: `${raw}const a = streamingTable('a', sql\`select * from \${stream(raw)} join \${raw} using (id)\`);\nexport default pipeline('p', [a]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 4,
    message: /"raw" stands for two different things/,
  },
  {
    name: 'a streaming table without a stream',
    body: `${raw}const a = streamingTable('a', sql\`select * from \${raw}\`);\nexport default pipeline('p', [a]);`,
    code: 'PEN_PIPELINE_INVALID',
    line: 4,
    message: /reads no stream/,
  },
  {
    name: 'files outside the object store',
    body: "const a = streamingTable('a', { from: files('../secrets/*.csv') });\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /is not a pattern of object keys/,
  },
  {
    name: 'an empty list in SQL',
    body: "const a = table('a', sql`select 1 in ${[]} as x`);\nexport default pipeline('p', [a]);",
    code: 'PEN_PIPELINE_INVALID',
    line: 3,
    message: /An empty list cannot stand in SQL/,
  },
  {
    name: 'a model that lacks options',
    body: model('{ from: raw }'),
    code: 'PEN_PIPELINE_INVALID',
    line: 5,
    message: /model "late" lacks options key, label, task, features, split, with/,
  },
  {
    name: 'a label among the features',
    body: model(`{ ${whole}, label: 'v' }`),
    code: 'PEN_PIPELINE_INVALID',
    line: 5,
    message: /the label "v" is among its features/,
  },
  {
    name: 'a task that is none',
    body: model(`{ ${whole}, task: 'ranking' }`),
    code: 'PEN_PIPELINE_INVALID',
    line: 5,
    message: /task must be binary or regression, not ranking/,
  },
  {
    name: 'a split by a period that is none',
    body: model(`{ ${whole}, split: { by: 'd', every: 'decade', train: 1, test: 1 } }`),
    code: 'PEN_PIPELINE_INVALID',
    line: 5,
    message: /split.every must be day, week or month, not decade/,
  },
];
