import { Approvals, ObjectStore, ServingTarget, TableFormat, Tracking } from '@penstock/core/contracts';
import { listRunIds, readRun } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { runState } from '../output/run-state.ts';
import { duration, table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io): Promise<void> {
  const found = await withPlatform(io, undefined, async (platform) => {
    const store = platform.get(ObjectStore);
    const [newest] = await listRunIds(store);
    const record = newest === undefined ? undefined : await readRun(store, newest);
    const tables = platform.get(TableFormat);
    return {
      project: platform.project,
      run: record && {
        runId: record.runId,
        pipeline: record.pipeline,
        status: await runState(store, record),
        durationMs: record.durationMs,
        startedAt: record.startedAt,
      },
      tables: await Promise.all(
        (await tables.list()).map(async (name) => ({ name, version: await tables.latestVersion(name) })),
      ),
      models: (await platform.find(Tracking)?.listModels()) ?? [],
      endpoints: (await platform.find(ServingTarget)?.endpoints()) ?? [],
      approvals: (await platform.find(Approvals)?.list({ state: 'pending' })) ?? [],
    };
  });
  if (io.flags.json) return io.json(found);
  const { style } = io;
  const { run: last } = found;
  io.out(`${style.bold(found.project)}`);
  io.out(
    last
      ? `last run   ${last.runId} of ${last.pipeline}: ${last.status}${last.durationMs === undefined ? '' : ` in ${duration(last.durationMs)}`}`
      : 'last run   none yet: penstock run',
  );
  if (last?.status === 'interrupted' || last?.status === 'failed')
    io.out(`           ${style.yellow('go on with: penstock resume')}`);
  io.out(`tables     ${found.tables.map((item) => `${item.name} (${item.version})`).join(', ') || 'none'}`);
  for (const item of found.approvals)
    io.out(`${style.yellow('waiting')}    ${item.model} version ${item.version}: penstock approve ${item.id}`);
  if (found.models.length > 0)
    io.out(
      `\n${table(
        ['model', 'in use'],
        found.models.map((model) => [
          model.name,
          Object.entries(model.aliases)
            .map(([alias, version]) => `${alias} = version ${version}`)
            .join(', '),
        ]),
        io,
      )}`,
    );
  if (found.endpoints.length > 0)
    io.out(
      `\n${table(
        ['endpoint', 'model', 'version', 'state', 'url'],
        found.endpoints.map((item) => [
          item.endpoint,
          item.current.model,
          item.current.version,
          item.state,
          item.url ?? 'penstock serve',
        ]),
        io,
      )}`,
    );
}
