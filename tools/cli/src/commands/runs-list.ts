import { ObjectStore } from '@penstock/core/contracts';
import { listRunIds, readRun } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { runState } from '../output/run-state.ts';
import { duration, table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io, { limit = 20 }: { readonly limit?: number }): Promise<void> {
  const runs = await withPlatform(io, [ObjectStore], async (platform) => {
    const store = platform.get(ObjectStore);
    const records = await Promise.all((await listRunIds(store)).slice(0, limit).map((id) => readRun(store, id)));
    return Promise.all(
      records
        .filter((record) => record !== undefined)
        .map(async (record) => ({ ...record, status: await runState(store, record) })),
    );
  });
  if (io.flags.json) return io.json(runs);
  if (runs.length === 0) return io.out('No runs yet: penstock run');
  const rows = runs.map((item) => [
    item.runId,
    item.pipeline,
    item.status,
    `${item.steps.filter((step) => ['succeeded', 'up-to-date'].includes(step.status)).length}/${item.plannedSteps.length}`,
    item.by,
    item.durationMs === undefined ? null : duration(item.durationMs),
  ]);
  io.out(table(['run', 'pipeline', 'status', 'steps done', 'by', { title: 'time', align: 'right' }], rows, io));
}
