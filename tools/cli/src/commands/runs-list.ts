import { ObjectStore } from '@penstock/core/contracts';
import { listRunIds, readRun } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { durationText } from '../output/quantities.ts';
import { table } from '../output/table.ts';
import { runState, statePaint } from '../run/run-state.ts';
import { withPlatform } from '../with-platform.ts';

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
    { value: item.status, paint: statePaint(item.status, io.style) },
    `${item.steps.filter((step) => ['succeeded', 'up-to-date'].includes(step.status)).length}/${item.plannedSteps.length}`,
    item.durationMs === undefined ? null : durationText(item.durationMs),
    new Date(item.startedAt),
    item.by,
    item.proposal.tags['reason'],
  ]);
  io.out(
    table(
      [
        'run',
        'pipeline',
        'status',
        { title: 'steps', align: 'right' },
        { title: 'time', align: 'right', drop: 1 },
        { title: 'started', drop: 2 },
        { title: 'by', drop: 3 },
        { title: 'why', drop: 4 },
      ],
      rows,
      io,
    ),
  );
}
