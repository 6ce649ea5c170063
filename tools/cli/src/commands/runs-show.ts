import { PenstockError } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { readRun } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { runState } from '../output/run-state.ts';
import { runSummary } from '../output/run-summary.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io, _options: object, [id = '']: readonly string[]): Promise<void> {
  const found = await withPlatform(io, [ObjectStore], async (platform) => {
    const store = platform.get(ObjectStore);
    const record = await readRun(store, id);
    return record && { record, state: await runState(store, record) };
  });
  if (found === undefined) throw new PenstockError('PEN_RUN_NOT_FOUND', `There is no run ${id}`);
  const { record, state } = found;
  if (io.flags.json) return io.json({ ...record, status: state });
  if (record.status === 'open')
    io.out(
      `run ${id} of ${record.pipeline} is ${state}; ${record.steps.length} of ${record.plannedSteps.length} steps have ended`,
    );
  const status = record.status === 'open' ? 'cancelled' : record.status;
  runSummary(
    {
      runId: id,
      pipeline: record.pipeline,
      at: record.startedAt,
      status,
      durationMs: record.durationMs ?? 0,
      steps: record.steps,
    },
    io,
  );
}
