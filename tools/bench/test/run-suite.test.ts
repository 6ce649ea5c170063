import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Contender } from '../src/harness/contest.ts';
import { runSuite } from '../src/harness/run-suite.ts';
import type { Suite } from '../src/harness/suite.ts';
import { markdownPage } from '../src/output/markdown-page.ts';
import { textReport } from '../src/output/text-report.ts';

let cache = '';
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
});
afterAll(() => rm(cache, { recursive: true }));

const machine = { cores: 2, memoryGib: 24, node: '24.0.0' };
const run = (suite: Suite) => runSuite(suite, { quick: true, cache, machine, python: () => undefined });
const suiteOf = (work: Suite['run']): Suite => ({ name: 'trivial', title: 'Trivial', about: 'Nothing.', run: work });

/** Takes the times given, one a turn. */
function contender(name: string, times: readonly number[], turns: string[] = []): Contender {
  const left = [...times];
  return {
    name,
    measure: async () => {
      turns.push(name);
      return { ms: left.shift() ?? Number.NaN };
    },
  };
}

describe('a contest', () => {
  test('lets subject and peer take turns and leaves the warm-ups out', async () => {
    const turns: string[] = [];
    const result = await run(
      suiteOf(async (bench) => {
        await bench.contest({
          subject: contender('own', [99, 2, 4, 12], turns),
          peer: contender('peer', [99, 1, 8, 4], turns),
          metrics: { ms: { label: 'work', goal: 3 } },
          repetitions: 3,
        });
      }),
    );
    expect(turns).toEqual(['own', 'peer', 'own', 'peer', 'own', 'peer', 'own', 'peer']);
    expect(result.rows).toEqual([
      {
        label: 'work',
        kind: 'time',
        subject: { name: 'own', median: 4, min: 2, max: 12, turns: 3 },
        peer: { name: 'peer', median: 4, min: 1, max: 8, turns: 3 },
        ratio: { median: 1, low: 0.5, high: 3 },
        goal: { atMost: 3, met: false },
      },
    ]);
  });

  test('refuses a contender that does not measure what is asked', async () => {
    const wrong = suiteOf(async (bench) => {
      await bench.contest({
        subject: contender('own', [1, 1]),
        metrics: { memory: { label: 'memory' } },
        repetitions: 1,
      });
    });
    await expect(run(wrong)).rejects.toMatchObject({
      code: 'PEN_INTERNAL',
      message: expect.stringContaining('memory'),
    });
  });
});

test('a suite has a folder that is gone afterwards, even when it fails', async () => {
  const folders: string[] = [];
  const failing = suiteOf(async (bench) => {
    expect(existsSync(bench.scratch)).toBe(true);
    folders.push(bench.scratch);
    throw new Error('broken');
  });
  await expect(run(failing)).rejects.toThrow('broken');
  expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
});

test('reports show the spread, missed goals, and by name what was not run', async () => {
  const result = await run(
    suiteOf(async (bench) => {
      await bench.contest({
        subject: contender('own', [0, 1500, 2500, 2000]),
        peer: contender('peer', [0, 100, 100, 100]),
        metrics: { ms: { label: 'work', goal: 120, work: { count: 3_000_000, of: 'rows' } } },
        repetitions: 3,
      });
      bench.fact('AUC 0.70', { text: 'within 0.005', met: true });
      bench.skip('LightGBM', 'needs Python');
    }),
  );
  const text = textReport(result);
  expect(text).toContain(
    '2.00 s (1.50 s to 2.50 s)  1.50 M rows/s  peer  100 ms (100 ms to 100 ms)  20.0× (15.0× to 25.0×)',
  );
  expect(text).toContain('≤ 120 ms: missed');
  expect(text).toContain('Not run: LightGBM (needs Python)');
  const page = markdownPage([result]);
  expect(page).toContain('| Trivial | work: at most 120 ms | 2.00 s | **missed** |');
  expect(page).toContain('| Trivial | within 0.005 | AUC 0.70 | met |');
  expect(page).toContain('npm run bench -- trivial');
  expect(page).toContain('On 2 cores, 24 GiB memory, Node 24.0.0 (');
});
