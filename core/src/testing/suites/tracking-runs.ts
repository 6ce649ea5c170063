import assert from 'node:assert/strict';
import type { RunStatus, Tracking } from '../../contracts/tracking.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { freshName, freshRun, noRun } from './tracking-subject.ts';

/** Experiments, runs, params and tags. */
export const runCases: Suite<typeof Tracking>['cases'] = [
  {
    name: 'an experiment is created once and found again by name',
    async run(tracking) {
      const name = freshName('experiment');
      const first = await tracking.ensureExperiment(name);
      assert.equal(first.name, name);
      assert.match(first.experimentId, /^\d+$/);
      assert.notEqual(first.artifactLocation, '');
      assert.equal((await tracking.ensureExperiment(name)).experimentId, first.experimentId);
      const listed = (await tracking.listExperiments()).filter((experiment) => experiment.name === name);
      assert.deepEqual(listed, [first]);
    },
  },
  {
    name: 'racing callers get the same experiment',
    async run(tracking) {
      const name = freshName('experiment');
      const all = await Promise.all(Array.from({ length: 8 }, () => tracking.ensureExperiment(name)));
      assert.equal(new Set(all.map((experiment) => experiment.experimentId)).size, 1);
    },
  },
  {
    name: 'an experiment without a name, or with one too long, is refused',
    async run(tracking) {
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.ensureExperiment(''));
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.ensureExperiment('x'.repeat(501)));
    },
  },
  {
    name: 'a new run is running, has what it was given and an id of 32 hexadecimal digits',
    async run(tracking) {
      const { experimentId } = await tracking.ensureExperiment(freshName('experiment'));
      const parent = await tracking.createRun({ experimentId });
      const made = await tracking.createRun({
        experimentId,
        runName: 'trial 1',
        tags: { 'penstock.pipeline': 'flights' },
        startTime: 1_700_000_000_000,
        parentRunId: parent.runId,
      });
      assert.match(made.runId, /^[0-9a-f]{32}$/);
      assert.notEqual(made.runId, parent.runId);
      const { runName, status, startTime, endTime, params, metrics } = made;
      assert.deepEqual(
        { runName, status, startTime, endTime, params, metrics },
        {
          runName: 'trial 1',
          status: 'RUNNING',
          startTime: 1_700_000_000_000,
          endTime: undefined,
          params: {},
          metrics: {},
        },
      );
      assert.equal(made.tags['penstock.pipeline'], 'flights');
      assert.equal(made.tags['mlflow.parentRunId'], parent.runId);
      assert.deepEqual(await tracking.getRun(made.runId), made);
    },
  },
  {
    name: 'a run without a name gets one, and starts now',
    async run(tracking) {
      const before = Date.now() - 60_000;
      const made = await freshRun(tracking);
      assert.notEqual(made.runName, '');
      assert.ok(made.startTime >= before && made.startTime <= Date.now() + 60_000);
    },
  },
  {
    name: 'an updated run keeps what was not changed',
    async run(tracking) {
      const { runId, startTime, runName } = await freshRun(tracking);
      const ended = await tracking.updateRun(runId, { status: 'FAILED', endTime: startTime + 5 });
      assert.deepEqual([ended.status, ended.endTime, ended.runName], ['FAILED', startTime + 5, runName]);
      const named = await tracking.updateRun(runId, { runName: 'renamed' });
      assert.deepEqual([named.status, named.endTime, named.runName], ['FAILED', startTime + 5, 'renamed']);
      assert.deepEqual(await tracking.getRun(runId), named);
    },
  },
  {
    name: 'a final status ends a run now, and a resumed run has no end',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const ended = await tracking.updateRun(runId, { status: 'KILLED' });
      assert.equal(typeof ended.endTime, 'number');
      const resumed = await tracking.updateRun(runId, { status: 'RUNNING' });
      assert.deepEqual([resumed.status, resumed.endTime], ['RUNNING', undefined]);
    },
  },
  {
    name: 'an unknown status is refused',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const status = 'DONE' as unknown as RunStatus;
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.updateRun(runId, { status }));
    },
  },
  {
    name: 'an absent run is undefined to readers and PEN_NOT_FOUND to writers',
    async run(tracking) {
      assert.equal(await tracking.getRun(noRun), undefined);
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.updateRun(noRun, { status: 'FINISHED' }));
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.logBatch(noRun, { params: { depth: '3' } }));
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.createRun({ experimentId: '999999999' }));
    },
  },
  {
    name: 'params are written once: the same value again is fine, another is refused',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      await tracking.logBatch(runId, { params: { depth: '3', 'learning rate': '0.1', empty: '' } });
      await tracking.logBatch(runId, { params: { depth: '3' } });
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logBatch(runId, { params: { depth: '5' } }));
      const run = await tracking.getRun(runId);
      assert.deepEqual(run?.params, { depth: '3', 'learning rate': '0.1', empty: '' });
    },
  },
  {
    name: 'a batch with a refused entry logs nothing',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      await tracking.logBatch(runId, { params: { depth: '3' } });
      const before = await tracking.getRun(runId);
      const metrics = [{ key: 'auc', value: 0.7, timestamp: 1, step: 0 }];
      await rejectsWithCode('PEN_TRACKING_INVALID', () =>
        tracking.logBatch(runId, { metrics, tags: { stage: 'late' }, params: { rows: '10', depth: '4' } }),
      );
      await rejectsWithCode('PEN_TRACKING_INVALID', () =>
        tracking.logBatch(runId, { metrics, params: { rows: '10' }, tags: { '../up': '1' } }),
      );
      assert.deepEqual(await tracking.getRun(runId), before);
    },
  },
  {
    name: 'a tag keeps its last value',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      await tracking.logBatch(runId, { tags: { stage: 'training', größe: 'klein' } });
      await tracking.logBatch(runId, { tags: { stage: 'done' } });
      const tags = (await tracking.getRun(runId))?.tags;
      assert.deepEqual([tags?.['stage'], tags?.['größe']], ['done', 'klein']);
    },
  },
  {
    name: 'keys that are no plain relative paths, or are too long, are refused',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const metric = (key: string) => ({ metrics: [{ key, value: 1, timestamp: 1, step: 0 }] });
      for (const key of ['', '.', '..', '../a', '/a', 'a/', 'a//b', './a', 'a/../b', 'a;b', 'a\nb', 'k'.repeat(251)]) {
        for (const batch of [metric(key), { params: { [key]: '1' } }, { tags: { [key]: '1' } }]) {
          await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logBatch(runId, batch));
        }
      }
      const long = { 'a/b.c-d_e f': 'x'.repeat(6000), ['k'.repeat(250)]: '1' };
      await tracking.logBatch(runId, { params: long });
      assert.deepEqual((await tracking.getRun(runId))?.params, long);
    },
  },
  {
    name: 'values that are too long are refused, not cut',
    async run(tracking) {
      const { runId } = await freshRun(tracking);
      const long = (length: number) => ({ long: 'x'.repeat(length) });
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logBatch(runId, { params: long(6001) }));
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logBatch(runId, { tags: long(8001) }));
    },
  },
];
