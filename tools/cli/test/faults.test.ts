import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { answer, Folder, json, penstock, start } from './support/cli.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const plugins = `plugins:
  store: { use: "@penstock/storage-fs", with: { root: lake } }
  tables: { use: "@penstock/table-delta" }
  engine: { use: "@penstock/engine-duckdb" }
`;

function project(name: string, files: Readonly<Record<string, string>>) {
  mkdirSync(folder.at(name), { recursive: true });
  const all = {
    'package.json': '{"type":"module"}',
    'penstock.yaml': `pipelines: [./pipeline.ts]\n${plugins}`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) writeFileSync(folder.at(name, path), text);
  return { cwd: folder.at(name) };
}

const imports =
  "import { files, keep, monitor, pipeline, predictions, sql, table, trained, view } from '@penstock/core/pipeline';\n";

describe('a configuration that is wrong', () => {
  test('all of its problems are told at once, each with its place', async () => {
    const at = project('wrong-config', {
      'penstock.yaml': `${plugins}  gone: { use: "@penstock/not-there" }\n  audit: { use: "@penstock/governance-audit", with: { prefx: x } }\ncolour: blue\n`,
    });
    const { code, stdout, stderr } = await penstock(['check'], at);
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    expect(stderr).toMatch(/error PEN_PLUGIN_NOT_FOUND: .*\n {2}at penstock\.yaml:5:\d+/);
    expect(stderr).toMatch(/error PEN_CONFIG_INVALID: .*prefx.*\n {2}at penstock\.yaml:6:\d+/);
    expect(stderr).toMatch(/error PEN_CONFIG_INVALID: .*colour.*\n {2}at penstock\.yaml:7:1/);
    expect(stderr).toContain('3 problems');
  });

  test('with --json they are in one object', async () => {
    const { stderr } = await penstock(['plan', '--json'], { cwd: folder.at('wrong-config') });
    const error = JSON.parse(stderr) as { code: string; problems: readonly { at: string }[] };
    expect(error.code).toBe('PEN_CONFIG_INVALID');
    expect(error.problems.map((problem) => problem.at.replace(/:\d+$/, ''))).toEqual([
      'penstock.yaml:5',
      'penstock.yaml:6',
      'penstock.yaml:7',
    ]);
  });

  test('an editor still gets a schema, and doctor says where to look', async () => {
    const at = { cwd: folder.at('wrong-config') };
    expect(await json(['schema'], at)).toHaveProperty('properties.plugins');
    const { code, stdout } = await penstock(['doctor'], at);
    expect(code).toBe(exitCodes.unsound);
    expect(stdout).toMatch(/^fail {2}configuration /m);
  });

  test('YAML that cannot be read gives line and column', async () => {
    const at = project('wrong-yaml', { 'penstock.yaml': 'plugins:\n  store: { use: x\n' });
    const { code, stderr } = await penstock(['plan'], at);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toMatch(/error PEN_CONFIG_SYNTAX: .*\n {2}at penstock\.yaml:\d+:\d+/);
  });

  test('a file or profile that does not exist is named', async () => {
    const at = project('no-profile', { 'pipeline.ts': '' });
    expect((await penstock(['plan', '--config', 'none.yaml'], at)).stderr).toContain('PEN_CONFIG_NOT_FOUND');
    expect((await penstock(['plan', '--profile', 'azure'], at)).stderr).toContain('penstock.azure.yaml');
  });
});

describe('a pipeline that is wrong', () => {
  test('a definition is refused with its place', async () => {
    const at = project('wrong-name', {
      'pipeline.ts': `${imports}export default pipeline('p', [\n  table('a b', sql\`select 1 as x\`),\n]);\n`,
    });
    const { code, stderr } = await penstock(['check'], at);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toMatch(/error PEN_PIPELINE_INVALID: "a b" is not a name.*pipeline\.ts:3/);
  });

  test('code that does not run is no bug of Penstock', async () => {
    const at = project('wrong-code', { 'pipeline.ts': 'export default nothing;\n' });
    const { code, stderr } = await penstock(['run'], at);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(
      'error PEN_PIPELINE_NOT_FOUND: The pipeline file pipeline.ts cannot be loaded: nothing is not defined',
    );
  });

  test('check names every plugin that its steps lack, and training modules that are not there', async () => {
    const at = project('lacking', {
      'pipeline.ts': `${imports}import { features, numeric } from '@penstock/core/models';
const spec = features({ x2: numeric('x') });
const rows = table('rows', sql\`select 1 as id, 1 as x, \${spec}, true as y, current_date as day\`);
const model = trained('m', { from: rows, key: 'id', label: 'y', task: 'binary', features: spec, with: './train.ts',
  baseline: 'linear', tune: { trials: 2 }, deploy: 'm', split: { by: 'day', every: 'month', train: 1, test: 1 } });
const scores = predictions('scores', { model, from: rows, columns: ['id', 'day'] });
export default pipeline('p', [monitor('watch', { predictions: scores, by: 'day', every: 'month' })]);
`,
    });
    const { code, stderr } = await penstock(['check', '--json'], at);
    expect(code).toBe(exitCodes.usage);
    const { problems } = JSON.parse(stderr) as { problems: readonly { code: string; message: string; at: string }[] };
    const needed = (of: string) =>
      problems
        .filter((item) => item.message.startsWith(of))
        .map((item) => /needs (\S+)@1/.exec(item.message)?.[1] ?? item.code);
    expect(needed('Model "m"')).toEqual([
      ...['tracking', 'training-backend', 'model-flavor', 'evaluator', 'trainer', 'tuner', 'serving-target'],
      'PEN_PIPELINE_NOT_FOUND',
    ]);
    expect(needed('Table "scores"')).toEqual(['tracking', 'model-flavor']);
    expect(needed('Monitor "watch"')).toEqual(['tracking', 'model-flavor', 'drift-detector']);
    expect(problems.every((problem) => /pipeline\.ts:\d+$/.test(problem.at))).toBe(true);
  });

  test('check --deep finds SQL, expectations and columns that cannot be, before anything has run', async () => {
    const at = project('wrong-sql', {
      'pipeline.ts': `${imports}
const raw = table('raw', sql\`select 1 as x, 'a' as name\`);
const typo = table('typo', sql\`select y from \${raw}\`);
const after = table('after', sql\`select * from \${typo}\`);
const rules = table('rules', sql\`select * from \${raw}\`, {
  expect: { good: keep(sql\`x > 0\`), 'no such column': keep(sql\`z > 0\`), 'no condition': keep(sql\`x + 1\`) },
});
const later = table('later', sql\`select * from \${files('landing/*.csv')}\`);
export default pipeline('p', [after, rules, later]);
`,
    });
    expect((await penstock(['check'], at)).code).toBe(exitCodes.ok);
    const { code, stderr } = await penstock(['check', '--deep', '--json'], at);
    expect(code).toBe(exitCodes.usage);
    const { problems } = JSON.parse(stderr) as { problems: readonly { code: string; message: string; at: string }[] };
    expect(problems.map((problem) => problem.code)).toEqual(Array(3).fill('PEN_SQL_INVALID'));
    expect(problems[0]?.message).toMatch(/\by\b/);
    expect(problems[1]?.message).toContain('"no such column" of "rules"');
    expect(problems[2]?.message).toContain('"no condition" of "rules" is not true or false');
  });
});

// The table `slow` takes hours while SLOW is set, and no time otherwise.
const slowPipeline = `${imports}
const quick = table('quick', sql\`select 1 as x\`);
const many = process.env.SLOW ? 10000000 : 10;
const slow = table('slow', sql\`select sum(a.i * b.i % 7) as s from range(\${many}) a(i), range(\${many}) b(i), \${quick}\`);
export default pipeline('p', [slow]);
`;
const slowly = { SLOW: '1' };

describe('two runs at once', () => {
  test('one runs, the other is refused by name; Ctrl-C ends it in good order', async () => {
    const at = project('busy', { 'pipeline.ts': slowPipeline });
    const first = start(['run'], { ...at, env: slowly });
    await first.said('slow started');
    const { code, stderr } = await penstock(['run'], at);
    expect(code).toBe(exitCodes.busy);
    expect(stderr).toMatch(/error PEN_PIPELINE_BUSY: Pipeline "p" is being run by run \S+ \(process \d+/);
    expect(await answer(['status'], at)).toMatch(/^run \S+ of p running, 1 of 2 steps ended/m);

    first.child.kill('SIGINT');
    const outcome = await first.outcome;
    expect(outcome.code).toBe(exitCodes.cancelled);
    expect(outcome.stderr).toContain('Cancelling: tables stay whole.');
    expect(outcome.stdout).toMatch(/^slow +table +cancelled/m);
    expect(outcome.stdout).toContain('next: penstock resume');
    expect(await json(['tables'], at)).toMatchObject([{ name: 'quick', version: 0 }]);
  });

  test('resume goes on where it stopped', async () => {
    const at = { cwd: folder.at('busy') };
    const { code, stdout, stderr } = await penstock(['resume'], at);
    expect(code).toBe(exitCodes.ok);
    expect(stderr).toContain('goes on, 2 steps');
    expect(stderr).not.toContain('quick started');
    expect(stdout).toMatch(/^slow +table +succeeded/m);
  });
});

describe('a run whose process died', () => {
  beforeAll(async () => {
    const at = project('killed', { 'pipeline.ts': slowPipeline });
    const { child, outcome, said } = start(['run'], { ...at, env: slowly });
    await said('slow started');
    child.kill('SIGKILL');
    await outcome;
  });

  test('is known as interrupted, and resumed', async () => {
    const at = { cwd: folder.at('killed') };
    expect(await answer(['status'], at)).toMatch(
      /^run \S+ of p interrupted, 1 of 2 steps ended.*\nnext: penstock resume$/m,
    );
    expect(await answer(['runs'], at)).toMatch(/interrupted +1\/2/);
    const [{ runId }] = await json(['runs'], at);
    expect(await answer(['runs', 'show', runId], at)).toContain('is interrupted; 1 of 2 steps have ended, left slow');
    expect(await answer(['resume', runId], at)).toContain(`run ${runId} succeeded`);
    expect(await penstock(['resume', runId], at)).toMatchObject({ code: exitCodes.notFound });
  });
});

test('a step that fails takes its readers with it, and the rest goes on', async () => {
  const definition = (sql: string) => `${imports}
const bad = table('bad', sql\`${sql}\`);
const reader = table('reader', sql\`select * from \${bad}\`);
const other = table('other', sql\`select 1 as x\`);
export default pipeline('p', [reader, other]);
`;
  const at = project('failing', { 'pipeline.ts': definition('select * from nowhere') });
  const { code, stdout, stderr } = await penstock(['run'], at);
  expect(code).toBe(exitCodes.failed);
  expect(stdout).toMatch(/^bad +table +failed/m);
  expect(stdout).toMatch(/^reader +table +skipped/m);
  expect(stdout).toMatch(/^other +table +succeeded/m);
  expect(stdout).toMatch(/✘ bad: PEN_SQL_INVALID .*nowhere/);
  expect(stdout).toContain('1 step failed, 1 skipped\nnext: mend the cause, then penstock resume');
  expect(stderr).toMatch(/reader skipped: bad failed/);

  writeFileSync(folder.at('failing', 'pipeline.ts'), definition('select 2 as x'));
  const resumed = await penstock(['resume'], at);
  expect(resumed.code).toBe(exitCodes.ok);
  expect(resumed.stderr).not.toContain('other started');
  expect(resumed.stdout).toMatch(/^reader +table +succeeded/m);
});
