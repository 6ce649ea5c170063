import assert from 'node:assert/strict';
import type { Metric, Tracking } from '../../contracts/tracking.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { freshRun, noRun } from './tracking-subject.ts';

function metric(value: number, step: number, timestamp: number, key = 'loss'): Metric {
  return { key, value, timestamp, step };
}

/** Metric histories and latest values. */
export const metricCases: Suite<typeof Tracking>['cases'] = [
  {
    name: 'a history is in order of step, then timestamp, whatever the order of logging',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const logged = [metric(0.1, 2, 5), metric(0.3, 1, 9), metric(0.2, 2, 3), metric(0.9, -1, 1)];
      await tracking.logBatch(runId, { metrics: logged.slice(0, 2) });
      await tracking.logBatch(runId, { metrics: logged.slice(2) });
      const history = await tracking.metricHistory(runId, 'loss');
      assert.deepEqual(history, [metric(0.9, -1, 1), metric(0.3, 1, 9), metric(0.2, 2, 3), metric(0.1, 2, 5)]);
      assert.deepEqual(await tracking.metricHistory(runId, 'auc'), []);
      assert.deepEqual(await tracking.metricHistory(noRun, 'loss'), []);
    },
  },
  {
    name: 'a run shows the value of the greatest step, then timestamp, then value',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const latest = async () => (await tracking.getRun(runId))?.metrics['loss'];
      await tracking.logBatch(runId, { metrics: [metric(0.5, 3, 10), metric(0.9, 2, 99)] });
      assert.equal(await latest(), 0.5);
      await tracking.logBatch(runId, { metrics: [metric(0.4, 3, 11)] });
      assert.equal(await latest(), 0.4);
      await tracking.logBatch(runId, { metrics: [metric(0.45, 3, 11), metric(0.1, 3, 11)] });
      assert.equal(await latest(), 0.45);
      await tracking.logBatch(runId, { metrics: [metric(7, 1, 1000)] });
      assert.equal(await latest(), 0.45);
    },
  },
  {
    name: 'metrics of several keys stay apart',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      await tracking.logBatch(runId, { metrics: [metric(0.7, 0, 1, 'auc'), metric(0.2, 0, 1, 'loss/train')] });
      assert.deepEqual((await tracking.getRun(runId))?.metrics, { auc: 0.7, 'loss/train': 0.2 });
    },
  },
  {
    name: 'NaN stays NaN, infinities become the largest finite numbers',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      await tracking.logBatch(runId, { metrics: values.map((value, step) => metric(value, step, 1)) });
      await tracking.logBatch(runId, { metrics: [metric(Number.NaN, 0, 1, 'nan')] });
      const history = await tracking.metricHistory(runId, 'loss');
      assert.deepEqual(
        history.map(({ value }) => value),
        [Number.NaN, Number.MAX_VALUE, -Number.MAX_VALUE],
      );
      assert.deepEqual((await tracking.getRun(runId))?.metrics, { loss: -Number.MAX_VALUE, nan: Number.NaN });
    },
  },
  {
    name: 'doubles come back as they were logged',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const values = [0.1 + 0.2, 1 / 3, 5e-324, Number.MAX_VALUE, -Math.PI * 1e-200, 2 ** 53 + 2, 0];
      await tracking.logBatch(runId, { metrics: values.map((value, step) => metric(value, step, 1)) });
      const history = await tracking.metricHistory(runId, 'loss');
      assert.deepEqual(
        history.map(({ value }) => value),
        values,
      );
    },
  },
  {
    name: 'a metric without a number, an integer step or a time is refused',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const text = '0.5' as unknown as number;
      for (const bad of [metric(text, 0, 1), metric(1, 0.5, 1), metric(1, 0, -1), metric(1, 0, 1.5)]) {
        await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logBatch(runId, { metrics: [bad] }));
      }
      assert.deepEqual(await tracking.metricHistory(runId, 'loss'), []);
    },
  },
  {
    name: 'concurrent batches lose nothing',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const batch = (writer: number) => ({
        metrics: Array.from({ length: 20 }, (_, step) => metric(writer, step, writer + 1)),
        params: { [`p${writer}`]: '1' },
      });
      await Promise.all(Array.from({ length: 10 }, (_, writer) => tracking.logBatch(runId, batch(writer))));
      assert.equal((await tracking.metricHistory(runId, 'loss')).length, 200);
      const run = await tracking.getRun(runId);
      assert.equal(Object.keys(run?.params ?? {}).length, 10);
      assert.equal(run?.metrics['loss'], 9);
    },
  },
];
