import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type Row, runContest } from './run-contest.ts';
import type { Bench, Suite, SuiteResult } from './suite.ts';

export interface RunOptions {
  readonly quick: boolean;
  readonly cache: string;
  readonly machine: Machine;
  python(): string | undefined;
  /** After each contest, for progress. */
  onRows?(rows: readonly Row[]): void;
}

/** Runs one suite in a folder of its own and gathers what it measured. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<SuiteResult> {
  const { quick, cache, machine } = options;
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'run-'));
  const rows: Row[] = [];
  const facts: SuiteResult['facts'][number][] = [];
  const skipped: SuiteResult['skipped'][number][] = [];
  const bench: Bench = {
    quick,
    scratch,
    cache,
    python: () => options.python(),
    contest: async (contest) => {
      const measured = await runContest(contest);
      rows.push(...measured);
      options.onRows?.(measured);
      return measured;
    },
    fact: (text, goal) => facts.push(goal ? { text, goal } : { text }),
    skip: (what, why) => skipped.push({ what, why }),
  };
  const begun = performance.now();
  try {
    await suite.run(bench);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const { name, title, about } = suite;
  const seconds = Math.round((performance.now() - begun) / 1000);
  const command = `npm run bench -- ${name}${quick ? ' --quick' : ''}`;
  const date = new Date().toISOString().slice(0, 10);
  return { suite: name, title, about, command, quick, machine, date, seconds, rows, facts, skipped };
}
