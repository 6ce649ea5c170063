import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tracking } from '@penstock/core/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badModels, modelPipeline, months } from './support/bad-models.ts';
import { LiveProject, lawBreakers, stepOf } from './support/live-project.ts';
import { wholeConfig } from './support/whole-config.ts';

describe('a model that cannot be trained', () => {
  let project: LiveProject;
  beforeAll(async () => {
    project = await LiveProject.make();
    await project.land('landing/1.csv', months(1));
    await project.land('landing/2.csv', months(2));
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test.each(badModels.map((item, at) => [item.name, item, at] as const))(
    'fails with its place, and leaves no version and no harm: %s',
    async (_, { options, program, code, line = 4, message }, at) => {
      if (program !== undefined) await writeFile(join(project.dir, `train-${at}.ts`), program);
      const name = `late_${at}`;
      const pipeline = await project.define(
        modelPipeline(name, { ...options, ...(program === undefined ? {} : { with: `'./train-${at}.ts'` }) }),
      );
      const report = await project.run(pipeline);
      const { status, error } = stepOf(report, name);
      expect([status, error?.code], error?.message).toEqual(['failed', code]);
      expect(error?.message).toMatch(message);
      if (line > 0) expect(error?.at).toMatch(new RegExp(`/pipeline-\\d+\\.ts:${line}$`));
      expect(['succeeded', 'up-to-date']).toContain(stepOf(report, 'fine').status);
      const models = await project.platform.get(Tracking).listModels();
      expect(models.map((model) => model.name)).not.toContain(name);
    },
  );

  test('trains once it is mended; scores and monitors that ask for what is not there are told so', async () => {
    const report = await project.run(await project.define(modelPipeline('late_0', {})));
    expect(stepOf(report, 'late_0')).toMatchObject({
      status: 'succeeded',
      result: { promotion: { status: 'promoted' } },
    });
    const more = (columns: string, by: string) =>
      modelPipeline('late_0', {})
        .replace(
          'export default',
          `const scores = predictions('scores', { model, from: rows, columns: ${columns}, start: 'all' });
const watch = monitor('watch', { predictions: scores, by: '${by}', every: 'month', minRows: 1 });
const all = [scores, watch];
export default`,
        )
        .replace('[fine, model]', '[fine, model, ...all]');
    const noColumn = await project.run(await project.define(more("['id', 'nope']", 'placed')));
    expect(stepOf(noColumn, 'scores').error).toMatchObject({
      code: 'PEN_PIPELINE_INVALID',
      message: expect.stringMatching(/carries column "nope", which "rows" does not have/),
      at: expect.stringMatching(/pipeline-\d+\.ts:6$/),
    });
    const noDate = await project.run(await project.define(more("['id', 'placed']", 'nope')));
    expect(stepOf(noDate, 'scores').status).toBe('succeeded');
    expect(stepOf(noDate, 'watch').error).toMatchObject({
      code: 'PEN_SQL_INVALID',
      message: expect.stringMatching(/"nope" not found/),
      at: expect.stringMatching(/pipeline-\d+\.ts:7$/),
    });
    const good = await project.run(await project.define(more("['id', 'placed']", 'placed')));
    expect([good.status, lawBreakers(good)]).toEqual(['succeeded', []]);
    expect(await project.column('select cast(count(*) as varchar) from {{scores}}', 'scores')).toEqual(['120']);
  });

  test('for its rows trains when other rows have come', async () => {
    await using other = await LiveProject.make();
    for (const month of [1, 2])
      await other.land(
        `landing/${month}.csv`,
        months(month, () => true),
      );
    const pipeline = await other.define(modelPipeline('late', {}));
    expect(stepOf(await other.run(pipeline), 'late').error).toMatchObject({
      code: 'PEN_TRAINING_DATA',
      message: expect.stringMatching(/one class only/),
    });
    for (const month of [3, 4]) await other.land(`landing/${month}.csv`, months(month));
    const report = await other.run(pipeline);
    expect([report.status, lawBreakers(report)]).toEqual(['succeeded', []]);
    expect(stepOf(report, 'late').result).toMatchObject({ version: '1', promotion: { status: 'promoted' } });
    expect(await other.column('select cast(count(*) as varchar) from {{rows}}', 'rows')).toEqual(['240']);
    expect(stepOf(await other.run(pipeline), 'late').status).toBe('up-to-date');
  });

  test('for want of a tuner says which capability to add', async () => {
    await using other = await LiveProject.make({ plugins: wholeConfig.replace(/^ {2}tuner:.*\n/m, '') });
    for (const month of [1, 2]) await other.land(`landing/${month}.csv`, months(month));
    const report = await other.run(await other.define(modelPipeline('late', { tune: '{ trials: 2 }' })));
    expect(stepOf(report, 'late').error).toMatchObject({
      code: 'PEN_CAPABILITY_MISSING',
      message: expect.stringMatching(/tuner@1/),
    });
    expect(stepOf(report, 'fine').status).toBe('succeeded');
  });
});
