import { join } from 'node:path';
import type { Metric } from '@penstock/core/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTracking } from './open-tracking.ts';
import { temporaryFolder } from './temporary-folder.ts';

const metrics = fc.array(
  fc.record({
    key: fc.constantFrom('auc', 'loss'),
    value: fc.oneof(
      fc.constantFrom(Number.NaN, 0, -1, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      fc.double().filter((value) => !Object.is(value, -0)),
    ),
    timestamp: fc.nat(3),
    step: fc.integer({ min: -2, max: 2 }),
  }),
  { maxLength: 30 },
);

/** What is kept of a value, and what it counts as in comparisons. */
const kept = (value: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
const rank = ({ step, timestamp, value }: Metric) => [step, timestamp, Number.isNaN(value) ? 0 : kept(value)];

function compare(a: Metric, b: Metric): number {
  const other = rank(b);
  return rank(a).find((value, index) => value !== other[index]) === undefined
    ? 0
    : rank(a).reduce((order, value, index) => order || Math.sign(value - (other[index] ?? 0)), 0);
}

test('whatever is logged in whatever batches, latest values and histories follow the rule', async () => {
  await using folder = await temporaryFolder();
  await using opened = await openTracking(join(folder.path, 'tracking.db'));
  const { tracking } = opened;
  const { experimentId } = await tracking.ensureExperiment('metrics');
  await fc.assert(
    fc.asyncProperty(fc.array(metrics, { minLength: 1, maxLength: 4 }), async (batches) => {
      const { runId } = await tracking.createRun({ experimentId });
      for (const batch of batches) await tracking.logBatch(runId, { metrics: batch });
      const run = await tracking.getRun(runId);
      for (const key of ['auc', 'loss']) {
        const logged = batches.flat().filter((metric) => metric.key === key);
        const history = await tracking.metricHistory(runId, key);
        const distinct = new Set(logged.map((metric) => JSON.stringify([rank(metric), String(kept(metric.value))])));
        expect(history).toHaveLength(distinct.size);
        expect(history.every((metric, index) => index === 0 || compare(history[index - 1]!, metric) <= 0)).toBe(true);
        const shown = run?.metrics[key];
        if (logged.length === 0) expect(shown).toBeUndefined();
        else {
          const best = logged.reduce((a, b) => (compare(b, a) > 0 ? b : a));
          expect(Number.isNaN(shown) ? 0 : shown).toBe(rank(best)[2]);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a batch logged again changes nothing', async () => {
  await using folder = await temporaryFolder();
  await using opened = await openTracking(join(folder.path, 'tracking.db'));
  const { tracking } = opened;
  const { experimentId } = await tracking.ensureExperiment('metrics');
  const { runId } = await tracking.createRun({ experimentId });
  const batch = { metrics: [{ key: 'loss', value: Number.NaN, timestamp: 5, step: 1 }], params: { depth: '3' } };
  await tracking.logBatch(runId, batch);
  const before = await tracking.getRun(runId);
  await tracking.logBatch(runId, batch);
  expect(await tracking.getRun(runId)).toEqual(before);
  expect(await tracking.metricHistory(runId, 'loss')).toEqual(batch.metrics);
});
