import assert from 'node:assert/strict';
import type { SearchRuns, TrackedRun, Tracking } from '../../contracts/tracking.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { freshName } from './tracking-subject.ts';

/** Runs of a new experiment, started one after another; `value` becomes the metric `auc`. */
async function someRuns(tracking: Tracking, values: readonly (number | undefined)[]) {
  const { experimentId } = await tracking.ensureExperiment(freshName('experiment'));
  const runs: TrackedRun[] = [];
  for (const [index, value] of values.entries()) {
    const run = await tracking.createRun({ experimentId, runName: `run ${index}`, startTime: 1000 + index });
    if (value !== undefined) {
      await tracking.logBatch(run.runId, { metrics: [{ key: 'auc', value, timestamp: 1, step: 0 }] });
    }
    runs.push(run);
  }
  return { experimentId, runs };
}

/** Names of all runs found, page by page. */
async function allPages(tracking: Tracking, search: SearchRuns): Promise<string[]> {
  const names: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await tracking.searchRuns({ ...search, pageToken });
    assert.ok(page.items.length <= (search.limit ?? 1000));
    names.push(...page.items.map((run) => run.runName));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return names;
}

/** Searching and paging runs. */
export const searchCases: Suite<typeof Tracking>['cases'] = [
  {
    name: 'a search gives the runs of the experiments named, newest first',
    async run(tracking) {
      const first = await someRuns(tracking, [0.1, 0.2]);
      const second = await someRuns(tracking, [0.3]);
      const { experimentId } = first;
      const found = await tracking.searchRuns({ experimentIds: [experimentId] });
      assert.deepEqual(
        found.items.map((run) => run.runName),
        ['run 1', 'run 0'],
      );
      assert.deepEqual(found.items[0], await tracking.getRun(first.runs[1]!.runId));
      assert.equal(found.nextPageToken, undefined);
      const both = await tracking.searchRuns({ experimentIds: [experimentId, second.experimentId] });
      assert.equal(both.items.length, 3);
      assert.deepEqual((await tracking.searchRuns({ experimentIds: [] })).items, []);
    },
  },
  {
    name: 'tags and status must all hold',
    async run(tracking) {
      const { experimentId, runs } = await someRuns(tracking, [0.1, 0.2, 0.3]);
      const [first, second, third] = runs.map((run) => run.runId);
      await tracking.logBatch(first!, { tags: { team: 'a', kind: 'trial' } });
      await tracking.logBatch(second!, { tags: { team: 'a', kind: 'final' } });
      await tracking.logBatch(third!, { tags: { team: 'b', kind: 'trial' } });
      await tracking.updateRun(second!, { status: 'FINISHED' });
      const names = async (search: Partial<SearchRuns>) =>
        (await tracking.searchRuns({ experimentIds: [experimentId], ...search })).items.map((run) => run.runName);
      assert.deepEqual(await names({ tags: { team: 'a' } }), ['run 1', 'run 0']);
      assert.deepEqual(await names({ tags: { team: 'a', kind: 'trial' } }), ['run 0']);
      assert.deepEqual(await names({ tags: { team: "a' OR 'a'='a" } }), []);
      assert.deepEqual(await names({ status: 'FINISHED' }), ['run 1']);
      assert.deepEqual(await names({ status: 'RUNNING', tags: { kind: 'trial' } }), ['run 2', 'run 0']);
    },
  },
  {
    name: 'ordered by a metric, runs with NaN and runs without it come last in both directions',
    async run(tracking) {
      const { experimentId } = await someRuns(tracking, [0.5, undefined, 0.9, Number.NaN, -2]);
      const order = (direction: 'asc' | 'desc') =>
        allPages(tracking, { experimentIds: [experimentId], orderBy: { metric: 'auc', direction } });
      assert.deepEqual(await order('desc'), ['run 2', 'run 0', 'run 4', 'run 3', 'run 1']);
      assert.deepEqual(await order('asc'), ['run 4', 'run 0', 'run 2', 'run 3', 'run 1']);
    },
  },
  {
    name: 'pages of any size together give every run once, in order',
    async run(tracking) {
      const { experimentId } = await someRuns(tracking, [0.5, 0.5, undefined, Number.NaN, 0.1, 0.5, undefined]);
      for (const orderBy of [undefined, { metric: 'auc', direction: 'desc' }] as const) {
        const whole = await allPages(tracking, { experimentIds: [experimentId], orderBy });
        assert.equal(new Set(whole).size, 7);
        for (const limit of [1, 2, 3, 7]) {
          assert.deepEqual(await allPages(tracking, { experimentIds: [experimentId], orderBy, limit }), whole);
        }
      }
    },
  },
  {
    name: 'limits below one and broken page tokens are refused',
    async run(tracking) {
      const { experimentId } = await someRuns(tracking, [0.5]);
      for (const bad of [{ limit: 0 }, { limit: -1 }, { limit: 1.5 }, { pageToken: 'not a token' }]) {
        await rejectsWithCode('PEN_TRACKING_INVALID', () =>
          tracking.searchRuns({ experimentIds: [experimentId], ...bad }),
        );
      }
    },
  },
  {
    name: 'a search with an aborted signal is PEN_ABORTED',
    async run(tracking) {
      const { experimentId } = await someRuns(tracking, []);
      await rejectsWithCode('PEN_ABORTED', () =>
        tracking.searchRuns({ experimentIds: [experimentId], signal: AbortSignal.abort() }),
      );
    },
  },
];
