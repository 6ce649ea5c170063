import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Metric, Tracking } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin } from '@penstock/core/testing';
import trackingLocal from '@penstock/tracking-local';
import type { Contender } from '../harness/contest.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';

const KEYS = 10;

export const tracking: Suite = {
  name: 'tracking',
  title: 'Tracking',
  about:
    '`tracking-local` (`logBatch`: checks, metric history, latest value of each metric, in one transaction) against the least that a database can do: bare inserts into one table without an index by `node:sqlite`, in a transaction of the same durability (a write-ahead log, synced at each commit). The ratio is what a tracking store costs on top of its database.',
  async run(bench) {
    await using store = memoryObjectStore();
    await using opened = await openPlugin<Tracking>(trackingLocal, { dir: bench.scratch, needs: { store } });
    const { experimentId } = await opened.value.ensureExperiment('bench');
    const { runId } = await opened.value.createRun({ experimentId });
    const log = (metrics: readonly Metric[]) => opened.value.logBatch(runId, { metrics });
    using bare = bareInserts(join(bench.scratch, 'bare.db'));
    await compare(bench, { log, insert: bare.insert }, { size: 1, batches: bench.quick ? 5 : 200 });
    await compare(bench, { log, insert: bare.insert }, { size: 1_000, batches: bench.quick ? 1 : 20 });
  },
};

async function compare(
  bench: Bench,
  sides: { log(metrics: readonly Metric[]): Promise<void>; insert(metrics: readonly Metric[]): void },
  { size, batches }: { readonly size: number; readonly batches: number },
): Promise<void> {
  let step = 0;
  const batch = () =>
    Array.from({ length: size }, (): Metric => {
      step += 1;
      return { key: `metric-${step % KEYS}`, value: Math.sin(step), timestamp: 1_700_000_000_000 + step, step };
    });
  const contender = (name: string, write: (metrics: readonly Metric[]) => unknown): Contender => ({
    name,
    measure: async () => {
      const prepared = Array.from({ length: batches }, batch);
      const { ms } = await timed(async () => {
        for (const metrics of prepared) await write(metrics);
      });
      return { ms: ms / batches };
    },
  });
  const label = size === 1 ? 'log one metric' : `log a batch of ${size.toLocaleString('en')} metrics`;
  await bench.contest({
    subject: contender('tracking-local', sides.log),
    peer: contender('node:sqlite', sides.insert),
    metrics: { ms: { label, work: { count: size, of: 'metrics' } } },
    repetitions: bench.quick ? 2 : 15,
  });
}

function bareInserts(file: string): Disposable & { insert(metrics: readonly Metric[]): void } {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, step INTEGER)');
  const statement = database.prepare('INSERT INTO metrics VALUES (?, ?, ?, ?)');
  return {
    insert(metrics) {
      database.exec('BEGIN IMMEDIATE');
      for (const { key, value, timestamp, step } of metrics) statement.run(key, value, timestamp, step);
      database.exec('COMMIT');
    },
    [Symbol.dispose]: () => database.close(),
  };
}
