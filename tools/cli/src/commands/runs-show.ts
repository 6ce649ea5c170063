import { PenstockError } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { listRunIds, readRun } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { timeText } from '../output/quantities.ts';
import { runState, statePaint } from '../run/run-state.ts';
import { runSummary } from '../run/run-summary.ts';
import { stepTable } from '../run/step-table.ts';
import { withPlatform } from '../with-platform.ts';

/** Steps of a run; a beginning of its id that only it has is enough. */
export async function run(io: Io, _options: object, [wanted = '']: readonly string[]): Promise<void> {
  const found = await withPlatform(io, [ObjectStore], async (platform) => {
    const store = platform.get(ObjectStore);
    const ids = (await listRunIds(store)).filter((id) => id.startsWith(wanted) || id.endsWith(`-${wanted}`));
    const [id] = ids;
    const record = id !== undefined && ids.length === 1 ? await readRun(store, id) : undefined;
    return { ids, record, state: record && (await runState(store, record)) };
  });
  const { record, state } = found;
  if (record === undefined || state === undefined)
    throw new PenstockError(
      'PEN_RUN_NOT_FOUND',
      found.ids.length > 1 ? `Several runs begin with ${wanted}: ${found.ids.join(', ')}` : `There is no run ${wanted}`,
    );
  if (io.flags.json) return io.json({ ...record, status: state });
  io.out(
    `${io.style.bold(record.pipeline)}  started ${timeText(record.startedAt)} by ${record.by}${record.proposal.tags['reason'] ? `: ${record.proposal.tags['reason']}` : ''}\n`,
  );
  const { runId, steps, plannedSteps } = record;
  if (record.status !== 'open')
    return runSummary({ runId, steps, status: record.status, durationMs: record.durationMs ?? 0 }, io);
  const missing = plannedSteps.filter((name) => !steps.some((step) => step.step === name));
  stepTable(steps, io);
  io.out(
    `run ${runId} is ${statePaint(state, io.style)(state)}; ${steps.length} of ${plannedSteps.length} steps have ended, left ${missing.join(', ')}`,
  );
  if (state === 'interrupted') io.out(`${io.style.dim('next:')} penstock resume ${runId}`);
}
