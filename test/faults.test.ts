import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import { AuditLog, ServingTarget, Tracking } from '@penstock/core/contracts';
import type { Pipeline } from '@penstock/core/pipeline';
import { listRunIds, type RunReport, readRun } from '@penstock/core/runtime';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { modelPipeline, months } from './support/bad-models.ts';
import { LiveProject, lawBreakers, stepOf } from './support/live-project.ts';
import { SmallDisk } from './support/small-disk.ts';
import { wholeConfig } from './support/whole-config.ts';

const tablesOnly = wholeConfig.split('\n').slice(0, 3).join('\n');
const disk = SmallDisk.mount(16);
afterAll(() => disk?.[Symbol.dispose]());
const onDisk = describe.skipIf(disk === undefined);
const needsRoot = disk === undefined ? ' (needs root to mount)' : '';

const tablePipeline = `import { files, keep, pipeline, sql, stream, streamingTable, table } from '@penstock/core/pipeline';
const raw = streamingTable('raw', sql\`select id, v from \${files('landing/*.csv')}\`);
const rows = streamingTable('rows', sql\`select * from \${stream(raw)}\`, { expect: { v: keep(sql\`v > 0\`).else('quarantine') } });
const count = table('count', sql\`select count(*) as n from \${rows}\`);
export default pipeline('tables', [count]);`;

/** Every third row is put aside. */
const three = (from: number) => `id,v\n${from},0\n${from + 1},1\n${from + 2},1\n`;
const ids = (rows: number, keep = (_id: number) => true) =>
  Array.from({ length: rows }, (_, id) => id)
    .filter(keep)
    .map(String)
    .sort();

onDisk(`a full disk${needsRoot}`, () => {
  const parent = disk?.dir;
  afterEach(() => disk?.empty());
  const contents = async (project: LiveProject) => ({
    raw: await project.column('select id from {{raw}}', 'raw'),
    rows: await project.column('select id from {{rows}}', 'rows'),
    aside: await project.column('select id from {{rows_quarantine}}', 'rows_quarantine'),
    count: await project.column('select cast(n as varchar) from {{count}}', 'count'),
  });
  const whole = (rows: number) => ({
    raw: ids(rows),
    rows: ids(rows, (id) => id % 3 > 0),
    aside: ids(rows, (id) => id % 3 === 0),
    count: [String((rows / 3) * 2)],
  });

  test('stops an update wherever it strikes, and with room again it is finished exactly', async () => {
    await using project = await LiveProject.make({ parent, plugins: tablesOnly });
    await project.land('landing/0.csv', three(0));
    const pipeline = await project.define(tablePipeline);
    await project.run(pipeline);
    const stages = new Set<string>();
    let rows = 3;
    for (let page = 0, passed = 0; passed < 2; page += 1) {
      await project.land(`landing/${page + 1}.csv`, three(rows));
      rows += 3;
      disk?.fill(page * 4096);
      const report = await project.run(pipeline).catch((error: unknown) => error as PenstockError);
      const codes = 'steps' in report ? report.steps.flatMap((step) => step.error?.code ?? []) : [report.code];
      expect(codes.filter((code) => code !== 'PEN_STORAGE_FULL')).toEqual([]);
      passed = codes.length === 0 ? passed + 1 : 0;
      const after = await contents(project);
      for (const name of ['raw', 'rows', 'aside'] as const)
        expect([whole(rows - 3)[name], whole(rows)[name]]).toContainEqual(after[name]);
      stages.add(
        `${after.raw.length === rows} ${after.aside.length === rows / 3} ${after.rows.length === (rows / 3) * 2}`,
      );
      disk?.empty();
      const end = await resumeOrRun(project, pipeline);
      expect([end.status, lawBreakers(end)]).toEqual(['succeeded', []]);
      expect(await contents(project), `with ${page} pages free`).toEqual(whole(rows));
    }
    // Struck before anything was committed, between the tables, and after them.
    expect([...stages]).toEqual(expect.arrayContaining(['false false false', 'true false false', 'true true true']));
  }, 120_000);

  test('stops the reading of a large file, and leaves the table as it was', async () => {
    await using project = await LiveProject.make({ parent, plugins: tablesOnly });
    await project.land('landing/0.csv', three(0));
    const pipeline = await project.define(tablePipeline);
    await project.run(pipeline);
    const large = Array.from(
      { length: 30_000 },
      (_, row) => `${row + 3},${1 + Math.floor(Math.abs(Math.sin(row)) * 1e15)}`,
    );
    await project.land('landing/1.csv', `id,v\n${large.join('\n')}\n`);
    disk?.fill(150_000);
    const report = await project.run(pipeline);
    expect(stepOf(report, 'raw')).toMatchObject({ status: 'failed', error: { code: 'PEN_STORAGE_FULL' } });
    expect(await contents(project)).toEqual(whole(3));
    disk?.empty();
    expect((await project.resume(pipeline)).status).toBe('succeeded');
    expect((await project.column('select id from {{raw}}', 'raw')).length).toBe(30_003);
  });

  test('stops a training, which is begun anew with room again', async () => {
    await using project = await LiveProject.make({ parent });
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month, undefined, 10_000));
    const pipeline = await project.define(modelPipeline('late'));
    expect((await project.run(pipeline, { select: ['rows'] })).status).toBe('succeeded');
    disk?.fill(200_000);
    const report = await project.run(pipeline);
    expect(stepOf(report, 'late')).toMatchObject({ status: 'failed', error: { code: 'PEN_STORAGE_FULL' } });
    expect(stepOf(report, 'fine').status).toBe('succeeded');
    expect(await project.platform.get(Tracking).listModels()).toEqual([]);
    disk?.empty();
    const resumed = await project.resume(pipeline);
    expect(stepOf(resumed, 'late')).toMatchObject({ status: 'succeeded', result: { version: '1' } });
    expect(stepOf(await project.run(pipeline), 'late').status).toBe('up-to-date');
  });
});

onDisk(`a disk that may not be written to${needsRoot}`, () => {
  test('is told with its path before anything is done, and by the command too', async () => {
    const parent = disk?.dir;
    await using project = await LiveProject.make({ parent });
    await project.platform.close();
    disk?.allowWriting(false);
    try {
      const error = await project.reopen().catch((thrown: unknown) => thrown as PenstockError);
      expect(error).toMatchObject({
        code: 'PEN_STORAGE_DENIED',
        details: { at: expect.stringContaining('.penstock') },
      });
      const command = project.penstock('status');
      expect(command.status).toBe(1);
      expect(command.stderr).toMatch(/PEN_STORAGE_DENIED.*\n(.*\n)*.*next:/);
    } finally {
      disk?.allowWriting(true);
    }
    await project.reopen();
  });

  test('is told by the run when only the lake lies on it', async () => {
    const lake = join(disk?.dir ?? '', 'lake');
    await using project = await LiveProject.make({ plugins: tablesOnly.replace('.penstock/lake', lake) });
    const pipeline = await project.define(tablePipeline);
    disk?.allowWriting(false);
    try {
      await expect(project.run(pipeline)).rejects.toMatchObject({
        code: 'PEN_STORAGE_DENIED',
        details: { plugin: 'store', at: expect.stringContaining('_penstock/leases') },
      });
    } finally {
      disk?.allowWriting(true);
    }
  });
});

describe('a training process that is killed', () => {
  test('fails its step, while the others go on', async () => {
    await using project = await LiveProject.make();
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month));
    await writeFile(join(project.dir, 'train.ts'), "export default async () => process.kill(process.pid, 'SIGKILL');");
    const report = await project.run(await project.define(modelPipeline('late', { with: "'./train.ts'" })));
    expect(stepOf(report, 'late').error).toMatchObject({
      code: 'PEN_TRAINING_FAILED',
      message: expect.stringMatching(/"late" was ended by SIGKILL/),
    });
    expect(['rows', 'fine'].map((step) => stepOf(report, step).status)).toEqual(['succeeded', 'succeeded']);
  });
});

describe('Ctrl-C during a run', () => {
  test('ends it with exit code 130 and whole tables, and resuming ends where an undisturbed run does', async () => {
    const hold = `import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin } from '@penstock/core';
import { z } from 'zod';
const here = (name: string) => join(import.meta.dirname, name);
export default definePlugin({
  name: 'hold', description: 'Waits at the training, once', options: z.strictObject({}),
  setup({ on }) {
    on('stepStarted', async ({ step }) => {
      if (step !== 'late' || existsSync(here('held'))) return;
      writeFileSync(here('held'), '');
      while (!existsSync(here('go'))) await new Promise((resolve) => setTimeout(resolve, 10));
    });
  },
});`;
    await using project = await LiveProject.make({
      plugins: `${wholeConfig}  hold: { use: ./hold.ts }\n`,
      files: { 'hold.ts': hold },
    });
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month));
    await writeFile(join(project.dir, 'pipeline.ts'), modelPipeline('late', { deploy: "'late'" }));
    await project.platform.close();
    const run = project.start('run');
    await vi.waitUntil(() => existsSync(join(project.dir, 'held')), { timeout: 20_000, interval: 20 });
    run.child.kill('SIGINT');
    await vi.waitUntil(() => run.output().includes('Cancelling'), { timeout: 10_000, interval: 20 });
    await writeFile(join(project.dir, 'go'), '');
    const { code, stderr } = await run.finished;
    expect(code, stderr).toBe(130);

    await project.reopen();
    expect(await project.column('select cast(count(*) as varchar) from {{rows}}', 'rows')).toEqual(['120']);
    const [runId = ''] = await listRunIds(project.store);
    expect(await readRun(project.store, runId)).toMatchObject({ status: 'cancelled' });
    await project.platform.close();
    const resumed = project.penstock('resume');
    expect(resumed.status, resumed.stderr).toBe(0);
    await project.reopen();
    expect(await project.column('select cast(count(*) as varchar) from {{rows}}', 'rows')).toEqual(['120']);
    expect((await project.platform.get(ServingTarget).endpoints()).map((item) => item.current.version)).toEqual(['1']);
    expect(await project.platform.get(AuditLog).verify()).toMatchObject({ ok: true });
    const again = await project.run(await project.pipeline());
    expect(new Set(again.steps.map((step) => step.status))).toEqual(new Set(['up-to-date']));
  }, 60_000);
});

describe('a process that was thought dead', () => {
  test('and was quicker than its successor has the last word: what it took in counts, nothing else does', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    const pipeline = await project.define(tablePipeline);
    for (const file of [0, 1]) {
      await project.land(`landing/${file}.csv`, three(3 * file));
      await project.run(pipeline);
    }
    // The successor has planned batch 2 anew, with another file, and then lost the race for its commit.
    await project.land('landing/2.csv', three(6));
    const key = '_penstock/intents/tables/raw/000000000002';
    const intent = JSON.parse(new TextDecoder().decode(await project.store.get(`${key}.json`)));
    const { etag = '' } = (await project.store.head('landing/2.csv')) ?? {};
    const relations = { files_1: { ...intent.relations.files_1, keys: ['landing/2.csv'] } };
    const lost = { ...intent, attempt: 2, files: { 'landing/2.csv': etag }, relations };
    await project.store.put(`${key}-2.json`, new TextEncoder().encode(JSON.stringify(lost)));
    expect((await project.run(pipeline)).status).toBe('succeeded');
    expect(await project.column('select id from {{raw}}', 'raw')).toEqual(ids(9));
    expect((await project.run(pipeline)).steps.map((step) => step.status)).toEqual(Array(3).fill('up-to-date'));
  });
});

describe('a clock that was set back', () => {
  afterAll(() => vi.useRealTimers());

  test('leaves the order of runs, what is resumed and the history of tables as they were made', async () => {
    await using project = await LiveProject.make({ plugins: tablesOnly });
    await project.land('landing/0.csv', three(0));
    const pipeline = await project.define(tablePipeline);
    const made: string[] = [];
    const runAt = async (time: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
      const report = await project.run(pipeline);
      made.push(report.runId);
      return report;
    };
    await runAt('2026-06-01T12:00:00Z');
    await project.land('landing/1.csv', three(3));
    await runAt('2026-06-01T11:00:00Z');
    await project.land('landing/2.csv', 'id,v\nsix,1\n');
    expect((await runAt('2020-01-01T00:00:00Z')).status).toBe('failed');
    expect(await listRunIds(project.store)).toEqual(made.toReversed());
    await project.land('landing/2.csv', three(6));
    const resumed = await project.resume(pipeline);
    expect([resumed.runId, resumed.status]).toEqual([made.at(-1), 'succeeded']);
    expect(await project.column('select id from {{raw}}', 'raw')).toEqual(ids(9));
    const history = await project.tables.history('raw');
    const times = history.map((version) => version.timestamp.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });
});

async function resumeOrRun(project: LiveProject, pipeline: Pipeline): Promise<RunReport> {
  try {
    return await project.resume(pipeline);
  } catch (error) {
    if (!PenstockError.is(error, 'PEN_RUN_NOTHING_TO_RESUME')) throw error;
    return project.run(pipeline);
  }
}
