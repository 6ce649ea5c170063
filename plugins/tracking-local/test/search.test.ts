import { join } from 'node:path';
import type { SearchRuns, TrackedRun, Tracking } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTracking } from './open-tracking.ts';
import { temporaryFolder } from './temporary-folder.ts';

const values = fc.option(fc.constantFrom(Number.NaN, -1, 0, 0.5, 0.5, 2, Number.POSITIVE_INFINITY), { nil: undefined });
const runs = fc.array(fc.record({ value: values, startTime: fc.nat(3), tag: fc.constantFrom('a', 'b') }), {
  maxLength: 12,
});

async function pages(tracking: Tracking, search: SearchRuns): Promise<TrackedRun[]> {
  const found: TrackedRun[] = [];
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const page = await tracking.searchRuns({ ...search, pageToken: pageToken === '' ? undefined : pageToken });
    found.push(...page.items);
    pageToken = page.nextPageToken;
  }
  return found;
}

function sortKey(run: TrackedRun, direction: 'asc' | 'desc' | undefined): [number, number] {
  const value = run.metrics['auc'];
  if (direction === undefined) return [0, 0];
  if (value === undefined) return [2, 0];
  return Number.isNaN(value) ? [1, 0] : [0, direction === 'asc' ? value : -value];
}

test('pages of any size give every matching run once, in the order asked for', async () => {
  await using folder = await temporaryFolder();
  await using opened = await openTracking(join(folder.path, 'tracking.db'));
  const { tracking } = opened;
  let experiments = 0;
  const sizes = fc.integer({ min: 1, max: 5 });
  const directions = fc.constantFrom(undefined, 'asc' as const, 'desc' as const);
  await fc.assert(
    fc.asyncProperty(runs, sizes, directions, fc.boolean(), async (specs, limit, direction, tagged) => {
      const { experimentId } = await tracking.ensureExperiment(`search ${experiments++}`);
      const made: string[] = [];
      for (const { value, startTime, tag } of specs) {
        const { runId } = await tracking.createRun({ experimentId, startTime, tags: { tag } });
        if (value !== undefined) {
          await tracking.logBatch(runId, { metrics: [{ key: 'auc', value, timestamp: 0, step: 0 }] });
        }
        made.push(runId);
      }
      const orderBy = direction === undefined ? undefined : { metric: 'auc', direction };
      const tags = tagged ? { tag: 'a' } : undefined;
      const found = await pages(tracking, { experimentIds: [experimentId], orderBy, limit, tags });
      const wanted = (await Promise.all(made.map((runId) => tracking.getRun(runId))))
        .map((run, index) => ({ run: run!, index, key: sortKey(run!, direction) }))
        .filter(({ run }) => !tagged || run.tags['tag'] === 'a')
        .sort(
          (a, b) =>
            a.key[0] - b.key[0] || a.key[1] - b.key[1] || b.run.startTime - a.run.startTime || b.index - a.index,
        );
      expect(found).toEqual(wanted.map(({ run }) => run));
    }),
    { numRuns: 80 },
  );
});

test('runs added while paging shift nothing', async () => {
  await using folder = await temporaryFolder();
  await using opened = await openTracking(join(folder.path, 'tracking.db'));
  const { tracking } = opened;
  const { experimentId } = await tracking.ensureExperiment('search');
  for (let startTime = 0; startTime < 4; startTime++) await tracking.createRun({ experimentId, startTime });
  const search = { experimentIds: [experimentId], limit: 2 };
  const first = await tracking.searchRuns(search);
  await tracking.createRun({ experimentId, startTime: 99 });
  const second = await tracking.searchRuns({ ...search, pageToken: first.nextPageToken });
  expect([...first.items, ...second.items].map((run) => run.startTime)).toEqual([3, 2, 1, 0]);
});

test('a page token of another search is refused', async () => {
  await using folder = await temporaryFolder();
  await using opened = await openTracking(join(folder.path, 'tracking.db'));
  const { tracking } = opened;
  const { experimentId } = await tracking.ensureExperiment('search');
  for (let startTime = 0; startTime < 3; startTime++) await tracking.createRun({ experimentId, startTime });
  const { nextPageToken } = await tracking.searchRuns({ experimentIds: [experimentId], limit: 1 });
  const other: SearchRuns = { experimentIds: [experimentId], status: 'RUNNING', pageToken: nextPageToken };
  const error = await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.searchRuns(other));
  expect(error.hint).toMatch(/nextPageToken/);
});
