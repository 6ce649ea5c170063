import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badDefinitions, definitionHead } from './support/bad-definitions.ts';
import { badFiles, mend } from './support/bad-files.ts';
import { badTables } from './support/bad-tables.ts';
import { LiveProject, lawBreakers, stepOf } from './support/live-project.ts';
import { wholeConfig } from './support/whole-config.ts';

const tablesOnly = wholeConfig.split('\n').slice(0, 3).join('\n');
const head = `import { files, keep, pipeline, sql, stream, streamingTable, table, view } from '@penstock/core/pipeline';\n`;

describe('a pipeline file that is wrong', () => {
  let project: LiveProject;
  beforeAll(async () => {
    project = await LiveProject.make({ plugins: tablesOnly });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test.each(badDefinitions)('is refused with its place: $name', async ({ body, code, line, message }) => {
    const error: unknown = await project.define(definitionHead + body).catch((thrown: unknown) => thrown);
    expect(PenstockError.is(error, code), String(error)).toBe(true);
    expect(String(error)).toMatch(message);
    const { at = '' } = (error as PenstockError).details;
    expect(at).toMatch(line === undefined ? /pipeline-\d+\.ts$/ : new RegExp(`/pipeline-\\d+\\.ts:${line}$`));
  });

  test('is told by the command with file, line and what to do next', async () => {
    await writeFile(join(project.dir, 'broken.ts'), 'const fine = 1;\nexport default pipeline(;\n');
    await writeFile(join(project.dir, 'broken.yaml'), `pipelines: [./broken.ts]\nplugins:\n${tablesOnly}`);
    const check = project.penstock('check', '--config', 'broken.yaml');
    expect(check.status, check.stderr).toBe(2);
    expect(check.stderr).toMatch(/PEN_PIPELINE_NOT_FOUND.*broken\.ts cannot be loaded: .*\n.*broken\.ts:2\n.*next:/);
  });
});

describe('a table that is wrong', () => {
  let project: LiveProject;
  beforeAll(async () => {
    project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const good = "const bad = table('bad', sql`select * from ${raw}`);";
  const source = (at: number, definition: string) =>
    `${head}const raw = streamingTable('raw', sql\`select id, v from \${files('landing/*.csv')}\`);
const fine = table('fine', sql\`select count(*) as n from \${raw}\`);
${definition.replaceAll("'bad'", `'bad_${at}'`)}
export default pipeline('tables', [fine, bad]);`;

  test.each(badTables.map((item, at) => [item.name, item, at] as const))(
    'fails with its place, hurts nothing else, and works once it is mended: %s',
    async (_, { definition, code, line, message, hint }, at) => {
      const report = await project.run(await project.define(source(at, definition)));
      const { status, error } = stepOf(report, `bad_${at}`);
      expect([status, error?.code]).toEqual(['failed', code]);
      expect(error?.message.replaceAll(`bad_${at}`, 'bad')).toMatch(message);
      expect(error?.at).toMatch(line === 0 ? /^bad_\d+$/ : new RegExp(`/pipeline-\\d+\\.ts:${line}$`));
      if (hint) expect(error?.hint).toMatch(hint);
      expect(['succeeded', 'up-to-date']).toContain(stepOf(report, 'fine').status);
      expect(await project.column('select cast(n as varchar) from {{fine}}', 'fine')).toEqual(['3']);

      const mended = await project.run(await project.define(source(at, good)));
      expect([mended.status, lawBreakers(mended)]).toEqual(['succeeded', []]);
      expect(await project.column(`select id from {{bad_${at}}}`, `bad_${at}`)).toEqual(['1', '2', '3']);
    },
  );

  test('a step that is run alone before what it reads from is refused', async () => {
    const pipeline = await project.define(
      `${head}const first = table('first', sql\`select 1 as x\`);
const second = table('second', sql\`select * from \${first}\`);
export default pipeline('alone', [second]);`,
    );
    const { error } = stepOf(await project.run(pipeline, { select: ['second'] }), 'second');
    expect(error).toMatchObject({ code: 'PEN_NOT_FOUND', at: expect.stringMatching(/:3$/) });
    expect(error?.message).toMatch(/reads from table "first", which does not exist yet/);
    expect((await project.run(pipeline, { select: ['+second'] })).status).toBe('succeeded');
    await expect(project.run(pipeline, { select: ['third'] })).rejects.toMatchObject({ code: 'PEN_SELECTION_UNKNOWN' });
  });

  test('files that a query reads directly and through a view stay apart', async () => {
    await project.land('one/a.csv', 'x\n1\n');
    await project.land('two/a.csv', 'x\n2\n');
    const pipeline = await project.define(
      `${head}const two = view('two', sql\`select x from \${files('two/*.csv')}\`);
const both = table('both', sql\`select x from \${files('one/*.csv')} union all select x from \${two}\`);
export default pipeline('views', [both]);`,
    );
    await project.run(pipeline);
    expect(await project.column('select x from {{both}}', 'both')).toEqual(['1', '2']);
    await project.land('two/a.csv', 'x\n22\n');
    expect(stepOf(await project.run(pipeline), 'both').status).toBe('succeeded');
    expect(await project.column('select x from {{both}}', 'both')).toEqual(['1', '22']);
    expect(stepOf(await project.run(pipeline), 'both').status).toBe('up-to-date');
  });
});

describe('a file that is wrong', () => {
  const source = (format: 'csv' | 'parquet', star: boolean) =>
    `${head}const raw = streamingTable('raw', sql\`select ${star ? '*' : 'id, v'} from \${files('landing/*.${format}')}\`);
const rows = streamingTable('rows', sql\`select * from \${stream(raw)}\`, { expect: { v: keep(sql\`v is null or v <> 2\`).else('quarantine') } });
const count = table('count', sql\`select count(*) as n from \${rows}\`);
const other = streamingTable('other', { from: files('other/*.csv') });
export default pipeline('files', [count, other]);`;
  const contents = async (project: LiveProject) => ({
    raw: await project.column('select id from {{raw}}', 'raw'),
    rows: await project.column('select id from {{rows}}', 'rows'),
    aside: await project.column('select id from {{rows_quarantine}}', 'rows_quarantine'),
    count: await project.column('select cast(n as varchar) from {{count}}', 'count'),
  });
  const expected = (ids: readonly string[]) => ({
    raw: ['1', '2', '3', ...ids].sort(),
    rows: ['1', '3', ...ids].sort(),
    aside: ['2'],
    count: [String(2 + ids.length)],
  });

  test.each(badFiles)('loses and doubles nothing, before and after it is mended: $name', async (item) => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    if (item.format === 'csv') await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    else await project.landParquet('landing/a.parquet', 'select * from (values (1, 1), (2, 2), (3, 3)) t(id, v)');
    const pipeline = await project.define(source(item.format, item.star ?? false));
    expect((await project.run(pipeline)).status).toBe('succeeded');

    await item.land(project);
    await project.land('other/b.csv', 'x\n2\n');
    const report = await project.run(pipeline);
    expect(lawBreakers(report)).toEqual([]);
    expect(await project.column('select x from {{other}}', 'other')).toEqual(['1', '2']);
    if (item.refused) {
      const { error } = stepOf(report, 'raw');
      expect(error).toMatchObject({ code: item.refused.code, message: expect.stringMatching(item.refused.message) });
      if (item.refused.at) expect(error?.at).toMatch(item.refused.at);
      expect(report.steps.map((step) => step.status)).toEqual(['failed', 'skipped', 'skipped', 'succeeded']);
      expect(await contents(project)).toEqual(expected([]));
      await mend(project, item.format);
      const mended = await project.run(pipeline);
      expect([mended.status, lawBreakers(mended)]).toEqual(['succeeded', []]);
    }
    const ids = item.ids ?? ['4'];
    expect(await contents(project)).toEqual(expected(ids));
    const again = await project.run(pipeline);
    expect(new Set(again.steps.map((step) => step.status))).toEqual(new Set(['up-to-date']));
    expect(await contents(project)).toEqual(expected(ids));
  });

  test('is passed over once it is taken away, with what has come beside it', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    const pipeline = await project.define(source('csv', false));
    await project.run(pipeline);
    await project.land('landing/b.csv', 'id,v\nfour,4\n');
    await project.land('landing/c.csv', 'id,v\n5,5\n');
    expect((await project.run(pipeline)).status).toBe('failed');
    await project.land('landing/d.csv', 'id,v\n6,6\n');
    expect((await project.run(pipeline)).status).toBe('failed');
    await rm(project.path('landing/b.csv'));
    expect((await project.run(pipeline)).status).toBe('succeeded');
    expect(await contents(project)).toEqual(expected(['5', '6']));
    expect(stepOf(await project.run(pipeline), 'raw').status).toBe('up-to-date');
  });

  test('is taken in after all when the query learns to read it', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    await project.run(await project.define(source('csv', false)));
    await project.land('landing/b.csv', 'id,v\n4,4.5\n');
    expect((await project.run(await project.define(source('csv', false)))).status).toBe('failed');
    const better = source('csv', false).replace('select id, v', 'select id, cast(floor(v) as bigint) as v');
    expect((await project.run(await project.define(better))).status).toBe('succeeded');
    expect(await contents(project)).toEqual(expected(['4']));
  });

  test('that was rewritten after it was taken in is refused by name, until a full refresh', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    const pipeline = await project.define(source('csv', false));
    await project.run(pipeline);
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n4,4\n');
    await project.land('landing/b.csv', 'id,v\n5,5\n');
    const { error } = stepOf(await project.run(pipeline), 'raw');
    expect(error).toMatchObject({ code: 'PEN_SOURCE_CHANGED', at: 'landing/a.csv' });
    expect(error?.hint).toMatch(/--full-refresh raw/);
    expect(await contents(project)).toEqual(expected([]));
    const refreshed = await project.run(pipeline, { fullRefresh: ['raw'] });
    expect([refreshed.status, lawBreakers(refreshed)]).toEqual(['succeeded', []]);
    expect(await contents(project)).toEqual(expected(['4', '5']));
    await project.land('landing/c.csv', 'id,v\n6,6\n');
    expect((await project.run(pipeline)).status).toBe('succeeded');
    expect(await contents(project)).toEqual(expected(['4', '5', '6']));
  });

  test('is taken in again with all others when somebody drops the table', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    const pipeline = await project.define(source('csv', false));
    for (const [file, content] of [
      ['a', 'id,v\n1,1\n2,2\n3,3\n'],
      ['b', 'id,v\n4,4\n'],
      ['c', 'id,v\n5,5\n'],
    ])
      await project.land(`landing/${file}.csv`, content ?? '').then(() => project.run(pipeline));
    await project.tables.drop('raw');
    expect((await project.run(pipeline)).status).toBe('succeeded');
    expect(await contents(project)).toEqual(expected(['4', '5']));
    expect(await project.tables.latestVersion('raw')).toBe(2);
  });

  test('that never came is asked for by its pattern', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('other/a.csv', 'x\n1\n');
    const pipeline = await project.define(source('csv', false));
    const { error } = stepOf(await project.run(pipeline), 'raw');
    expect(error).toMatchObject({
      code: 'PEN_SOURCE_UNREADABLE',
      message: expect.stringMatching(/no file of the object store matches landing\/\*\.csv/),
      at: expect.stringMatching(/pipeline-1\.ts:2$/),
    });
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    expect((await project.run(pipeline)).status).toBe('succeeded');
    expect(await contents(project)).toEqual(expected([]));
  });

  test('is told by the command with its name, and by the next run it is mended', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly, folder: 'my (first) project, 100%' });
    await project.land('landing/a.csv', 'id,v\nid,v\n"');
    await project.land('other/a.csv', 'x\n1\n');
    await writeFile(join(project.dir, 'pipeline.ts'), source('csv', false));
    const bad = project.penstock('run');
    expect(bad.status, bad.stderr).toBe(1);
    expect(bad.stdout + bad.stderr).toMatch(/PEN_SOURCE_UNREADABLE.*landing\/a\.csv/);
    await project.land('landing/a.csv', 'id,v\n1,1\n2,2\n3,3\n');
    const good = project.penstock('run');
    expect(good.status, good.stderr).toBe(0);
    expect(await contents(project)).toEqual(expected([]));
  });
});
