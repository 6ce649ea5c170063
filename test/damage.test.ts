import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import { Tracking } from '@penstock/core/contracts';
import type { Pipeline } from '@penstock/core/pipeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelPipeline, months } from './support/bad-models.ts';
import { LiveProject, lawBreakers, stepOf } from './support/live-project.ts';

describe('a file of the platform that is damaged', () => {
  let project: LiveProject;
  let pipeline: Pipeline;
  let landed = 2;
  beforeAll(async () => {
    project = await LiveProject.make();
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month));
    const scores = "const scores = predictions('scores', { model, from: rows, columns: ['id'], start: 'all' });\n";
    pipeline = await project.define(
      modelPipeline('late', { deploy: "'late'" })
        .replace('export default', `${scores}export default`)
        .replace('[fine, model]', '[fine, scores]'),
    );
    expect((await project.run(pipeline)).status).toBe('succeeded');
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const damages: readonly {
    readonly what: string;
    readonly path: RegExp;
    readonly code: string;
    /** Where it shows: when the platform opens, when a run begins, or in a step of it. */
    readonly shows: 'open' | 'run' | 'resume' | string;
    readonly gone?: boolean;
  }[] = [
    { what: 'the tracking database', path: /^tracking\.db$/, code: 'PEN_TRACKING_FAILED', shows: 'open' },
    {
      what: 'the newest commit of a table',
      path: /tables\/rows\/_delta_log\/\d+\.json$/,
      code: 'PEN_TABLE_CORRUPT',
      shows: 'rows',
    },
    {
      what: 'a data file of a table',
      path: /tables\/rows\/part-.*\.parquet$/,
      code: 'PEN_TABLE_CORRUPT',
      shows: 'fine',
    },
    {
      what: 'a data file of a table, gone',
      path: /tables\/rows\/part-.*\.parquet$/,
      code: 'PEN_NOT_FOUND',
      shows: 'fine',
      gone: true,
    },
    {
      what: 'what a table has processed',
      path: /intents\/models\/rows\/\d+\.json$/,
      code: 'PEN_STORAGE_FAILED',
      shows: 'rows',
    },
    {
      what: 'what a table has processed, gone',
      path: /intents\/models\/rows\/\d+\.json$/,
      code: 'PEN_STORAGE_FAILED',
      shows: 'rows',
      gone: true,
    },
    {
      what: 'what has been scored',
      path: /intents\/models\/scores\/\d+\.json$/,
      code: 'PEN_STORAGE_FAILED',
      shows: 'scores',
    },
    {
      what: 'what has been scored, gone',
      path: /intents\/models\/scores\/\d+\.json$/,
      code: 'PEN_STORAGE_FAILED',
      shows: 'scores',
      gone: true,
    },
    { what: 'the lease of the pipeline', path: /leases\/models\/\d+\.json$/, code: 'PEN_STORAGE_FAILED', shows: 'run' },
    {
      what: 'the journal of the newest run',
      path: /_penstock\/runs\/.*\/000000000001\.json$/,
      code: 'PEN_STORAGE_FAILED',
      shows: 'resume',
    },
    { what: 'the model in use', path: /artifacts\/model\/model\.json$/, code: 'PEN_MODEL_INVALID', shows: 'scores' },
    {
      what: 'the model in use, gone',
      path: /artifacts\/model\/MLmodel$/,
      code: 'PEN_MODEL_INVALID',
      shows: 'scores',
      gone: true,
    },
    { what: 'the report of a training', path: /artifacts\/training\.json$/, code: 'PEN_MODEL_INVALID', shows: 'late' },
    {
      what: 'the report of a training, gone',
      path: /artifacts\/training\.json$/,
      code: 'PEN_NOT_FOUND',
      shows: 'late',
      gone: true,
    },
  ];

  test.each(damages)(
    'is named, and once it is restored everything goes on: $what',
    async ({ path, code, shows, gone }) => {
      landed += 1;
      await project.land(`landing/${landed}.csv`, months(2).replaceAll('m2-', `m${landed}-`));
      // What is open is written back when it is closed.
      await project.platform.close();
      const state = join(project.dir, '.penstock');
      const all = await readdir(state, { recursive: true });
      const file = join(
        state,
        all
          .filter((name) => path.test(name))
          .sort()
          .at(-1) ?? '',
      );
      const before = await readFile(file);
      if (gone) await rm(file);
      else await writeFile(file, '{"half": ');

      const error = await failureOf(shows);
      expect(error?.code, error?.message).toBe(code);
      const name = file.split('/').at(-1) ?? '';
      expect(`${error?.message} ${error?.at}`).toContain(name);

      await writeFile(file, before);
      await project.reopen();
      const report = await project.run(pipeline);
      expect([report.status, lawBreakers(report)]).toEqual(['succeeded', []]);
      const rows = [String(landed * 60)];
      expect(await project.column('select cast(count(distinct id) as varchar) from {{rows}}', 'rows')).toEqual(rows);
      expect(await project.column('select cast(count(*) as varchar) from {{scores}}', 'scores')).toEqual(rows);
      expect((await project.platform.get(Tracking).listModelVersions('late')).length).toBe(1);
    },
  );

  async function failureOf(shows: string): Promise<{ code: string; message: string; at?: string } | undefined> {
    try {
      await project.reopen();
      const report = shows === 'resume' ? await project.resume(pipeline) : await project.run(pipeline);
      return report.steps.find((step) => step.step === shows)?.error;
    } catch (error) {
      if (!PenstockError.is(error)) throw error;
      return { code: error.code, message: error.message, ...(error.details.at ? { at: error.details.at } : {}) };
    }
  }

  test('a model folder that is gone altogether is missed by name, and a new training makes good for it', async () => {
    const tracking = project.platform.get(Tracking);
    const version = await tracking.getModelVersionByAlias('late', 'champion');
    const folder = await tracking.artifactPath(version?.runId ?? '', 'model');
    landed += 1;
    await project.land(`landing/${landed}.csv`, months(2).replaceAll('m2-', `m${landed}-`));
    await rename(folder, `${folder}-away`);
    const { error } = stepOf(await project.run(pipeline), 'scores');
    expect(['PEN_NOT_FOUND', 'PEN_MODEL_INVALID']).toContain(error?.code);
    expect(error?.message).toMatch(/model/);
    const scores = "const scores = predictions('scores', { model, from: rows, columns: ['id'], start: 'all' });\n";
    const other = modelPipeline('late', { params: '{ numTrees: 4 }', deploy: "'late'" })
      .replace('export default', `${scores}export default`)
      .replace('[fine, model]', '[fine, scores]');
    const report = await project.run(await project.define(other));
    expect([report.status, stepOf(report, 'late').result?.['version']]).toEqual(['succeeded', '2']);
    expect(await project.column('select cast(count(*) as varchar) from {{scores}}', 'scores')).toEqual([
      String(landed * 60),
    ]);
  });
});
