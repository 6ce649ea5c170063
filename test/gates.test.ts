import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditLog, ServingTarget, Tracking } from '@penstock/core/contracts';
import type { RunReport } from '@penstock/core/runtime';
import { describe, expect, test } from 'vitest';
import { modelPipeline, months } from './support/bad-models.ts';
import { LiveProject, stepOf } from './support/live-project.ts';
import { wholeConfig } from './support/whole-config.ts';

describe('gates', () => {
  test('a promotion that waits is approved by the command, and then promoted, deployed and used', async () => {
    const rules = 'with: { rules: [{ model: late, approvals: { required: 1, from: [ann] } }] }';
    await using project = await LiveProject.make({
      plugins: wholeConfig.replace(
        "'@penstock/governance-approvals' }",
        `'@penstock/governance-approvals', ${rules} }`,
      ),
    });
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month));
    const scores = "const scores = predictions('scores', { model, from: rows, columns: ['id'], start: 'all' });\n";
    const source = modelPipeline('late', { deploy: "'late'" })
      .replace('export default', `${scores}export default`)
      .replace('[fine, model]', '[fine, scores]');
    await writeFile(join(project.dir, 'pipeline.ts'), source);
    const pipeline = await project.pipeline();
    const report = await project.run(pipeline, { by: 'bob' });
    expect(stepOf(report, 'late').result).toMatchObject({ promotion: { status: 'pending', by: 'approvals' } });
    expect(stepOf(report, 'scores').result).toMatchObject({
      waiting: expect.stringMatching(/no version of late is champion yet/),
    });
    expect(await project.platform.get(ServingTarget).endpoints()).toEqual([]);

    const listed = project.penstock('approve', '--json');
    const [request] = JSON.parse(listed.stdout) as { id: string; model: string }[];
    expect(request).toMatchObject({ model: 'late' });
    const stranger = project.penstock('approve', request?.id ?? '', '--by', 'eve');
    expect(stranger.status).toBe(1);
    expect(stranger.stderr).toMatch(/PEN_APPROVAL_INVALID/);
    const approved = project.penstock('approve', request?.id ?? '', '--by', 'ann');
    expect(approved.status, approved.stderr).toBe(0);
    expect(approved.stdout).toMatch(/approved[\s\S]*promoted/);

    await project.reopen();
    const tracking = project.platform.get(Tracking);
    expect((await tracking.getModelVersionByAlias('late', 'champion'))?.version).toBe('1');
    expect(await project.platform.get(ServingTarget).endpoints()).toMatchObject([
      { endpoint: 'late', current: { version: '1' } },
    ]);
    const next = await project.run(pipeline);
    expect(stepOf(next, 'late')).toMatchObject({ status: 'up-to-date', result: { promotion: { status: 'promoted' } } });
    expect(await project.column('select cast(count(*) as varchar) from {{scores}}', 'scores')).toEqual(['120']);
    expect(await project.platform.get(AuditLog).verify()).toMatchObject({ ok: true });
  }, 60_000);

  test('a denial and a gate that throws keep the version in use; a listener that throws stops nothing', async () => {
    const moody = `import { definePlugin } from '@penstock/core';
import { z } from 'zod';
export default definePlugin({
  name: 'moody', description: 'Denies and throws', options: z.strictObject({}),
  setup({ on }) {
    on('tableCommitted', () => { throw new Error('I did not want to know'); });
    on('promotionRequested', ({ version }) => {
      if (version === '3') throw new Error('the policy server is down');
      return version === '2' ? { deny: 'not on a Friday' } : undefined;
    });
    on('deploymentRequested', ({ version }) => (version === '4' ? { deny: 'the endpoint is frozen' } : undefined));
  },
});`;
    await using project = await LiveProject.make({
      plugins: `${wholeConfig}  moody: { use: ./moody.ts }\n`,
      files: { 'moody.ts': moody },
    });
    for (const month of [1, 2]) await project.land(`landing/${month}.csv`, months(month));
    const trained = async (numTrees: number): Promise<RunReport> =>
      project.run(
        await project.define(modelPipeline('late', { params: `{ numTrees: ${numTrees} }`, deploy: "'late'" })),
      );
    const inUse = async () => ({
      champion: (await project.platform.get(Tracking).getModelVersionByAlias('late', 'champion'))?.version,
      endpoint: (await project.platform.get(ServingTarget).endpoints()).map((item) => item.current.version),
    });

    const first = await trained(3);
    expect(first.status).toBe('succeeded');
    expect(project.logged.join('\n')).toMatch(/moody.*failed in tableCommitted: I did not want to know/);
    expect(await inUse()).toEqual({ champion: '1', endpoint: ['1'] });

    const second = await trained(4);
    expect([second.status, stepOf(second, 'late').result?.['promotion']]).toEqual([
      'succeeded',
      { status: 'denied', by: 'moody', reason: 'not on a Friday' },
    ]);
    expect(await inUse()).toEqual({ champion: '1', endpoint: ['1'] });
    expect(stepOf(await trained(4), 'late')).toMatchObject({
      status: 'up-to-date',
      result: { version: '2', promotion: { status: 'denied: not on a Friday' } },
    });

    const third = await trained(5);
    expect(stepOf(third, 'late').result?.['promotion']).toMatchObject({
      status: 'denied',
      by: 'moody',
      reason: expect.stringMatching(/the policy server is down/),
    });
    expect(await inUse()).toEqual({ champion: '1', endpoint: ['1'] });

    const fourth = await trained(6);
    expect(stepOf(fourth, 'late').result?.['promotion']).toMatchObject({
      status: 'denied',
      reason: 'it is "champion" now, but endpoint "late" may not serve it: the endpoint is frozen',
    });
    expect(await inUse()).toEqual({ champion: '4', endpoint: ['1'] });
    expect(await project.platform.get(AuditLog).verify()).toMatchObject({ ok: true });
  }, 60_000);
});
