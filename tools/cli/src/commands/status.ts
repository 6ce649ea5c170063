import { Approvals, ObjectStore, ServingTarget, TableFormat, Tracking } from '@penstock/core/contracts';
import { listRunIds, type Platform, readRun } from '@penstock/core/runtime';
import { aliasesText } from '../output/aliases-text.ts';
import type { Io } from '../output/io.ts';
import { counted, durationText, timeText } from '../output/quantities.ts';
import { table } from '../output/table.ts';
import { runState, statePaint } from '../run/run-state.ts';
import { withPlatform } from '../with-platform.ts';

type Found = Awaited<ReturnType<typeof look>>;

/** What is there and what is going on, at a glance. */
export async function run(io: Io): Promise<void> {
  const wanted = [ObjectStore, TableFormat, Tracking, ServingTarget, Approvals];
  const found = await withPlatform(io, wanted, look);
  if (io.flags.json) return io.json(found);
  tellRun(io, found);
  tellTables(io, found);
  tellModels(io, found);
  tellEndpoints(io, found);
  tellApprovals(io, found);
}

async function look(platform: Platform) {
  const store = platform.get(ObjectStore);
  const [newest] = await listRunIds(store);
  const record = newest === undefined ? undefined : await readRun(store, newest);
  const tables = platform.find(TableFormat);
  return {
    project: platform.project,
    run: record
      ? {
          runId: record.runId,
          pipeline: record.pipeline,
          status: await runState(store, record),
          startedAt: record.startedAt,
          durationMs: record.durationMs ?? null,
          stepsEnded: record.steps.length,
          steps: record.plannedSteps.length,
        }
      : null,
    tables: await Promise.all(
      ((await tables?.list()) ?? []).map(async (name) => {
        const { version, rows } = await platform.get(TableFormat).snapshot(name);
        return { name, version, rows: rows ?? null };
      }),
    ),
    models: (await platform.find(Tracking)?.listModels()) ?? [],
    endpoints: (await platform.find(ServingTarget)?.endpoints()) ?? [],
    approvals: (await platform.find(Approvals)?.list({ state: 'pending' })) ?? [],
  };
}

function tellRun(io: Io, { project, run }: Found): void {
  const { style } = io;
  io.out(style.bold(project));
  if (run === null) {
    io.out(`no run yet; ${style.dim('next:')} penstock run`);
    return;
  }
  const state = statePaint(run.status, style)(run.status);
  const time = run.durationMs === null ? '' : ` in ${durationText(run.durationMs)}`;
  const steps = run.durationMs === null ? `, ${run.stepsEnded} of ${counted(run.steps, 'step')} ended` : '';
  io.out(`run ${run.runId} of ${run.pipeline} ${state}${time}${steps}, started ${timeText(run.startedAt)}`);
  if (['interrupted', 'failed', 'cancelled'].includes(run.status)) io.out(`${style.dim('next:')} penstock resume`);
}

function tellTables(io: Io, { tables }: Found): void {
  if (tables.length === 0) return;
  const rows = tables.map((item) => [item.name, item.version, item.rows]);
  io.out(`\n${table(['table', 'version', 'rows'], rows, io)}`);
}

function tellModels(io: Io, { models }: Found): void {
  if (models.length === 0) return;
  const rows = models.map((model) => [model.name, aliasesText(model.aliases)]);
  io.out(`\n${table(['model', 'in use'], rows, io)}`);
}

function tellEndpoints(io: Io, { endpoints }: Found): void {
  if (endpoints.length === 0) return;
  const { style } = io;
  const paint = { ready: style.green, stopped: style.dim, failed: style.red };
  const rows = endpoints.map((item) => [
    item.endpoint,
    item.current.model,
    item.current.version,
    { value: item.state, paint: paint[item.state] },
    item.url ?? 'penstock serve',
  ]);
  io.out(`\n${table(['endpoint', 'model', 'version', 'state', 'where'], rows, io)}`);
}

function tellApprovals(io: Io, { approvals }: Found): void {
  if (approvals.length === 0) return;
  io.out();
  for (const item of approvals)
    io.out(
      `${io.style.yellow('waiting')} ${item.model} version ${item.version} as ${item.alias}; ${io.style.dim('next:')} penstock approve ${item.id}`,
    );
}
