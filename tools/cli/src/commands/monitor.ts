import { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import type { MonitorNode } from '@penstock/core/pipeline';
import { runPipeline } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { findPipeline, readPlan, withPlatform } from '../session.ts';

interface Options {
  readonly run?: boolean;
  readonly windows?: number;
}
interface Finding {
  readonly window: string;
  readonly version: string;
  readonly kind: string;
  readonly column: string;
  readonly method: string;
  readonly score: number | null;
  readonly threshold: number | null;
  readonly level: string;
  readonly rows: number | null;
}

export async function run(io: Io, options: Options, [name]: readonly string[]): Promise<void> {
  const pipeline = await findPipeline(await readPlan(io.flags), name);
  const monitors = pipeline.nodes.filter((node): node is MonitorNode => node.kind === 'monitor');
  if (monitors.length === 0) return io.flags.json ? io.json([]) : io.out(`Pipeline "${pipeline.name}" has no monitor`);
  const only = options.run ? undefined : [ObjectStore, TableFormat, QueryEngine];
  const found = await withPlatform(io, only, async (platform) => {
    if (options.run)
      await runPipeline(platform, pipeline, {
        select: monitors.map((node) => node.name),
        by: process.env['USER'] ?? 'local',
      });
    return Promise.all(
      monitors.map(async (node) => ({
        monitor: node.name,
        findings: await findingsOf(
          platform.get(TableFormat),
          platform.get(QueryEngine),
          node.name,
          options.windows ?? 3,
        ),
      })),
    );
  });
  if (io.flags.json) return io.json(found);
  for (const { monitor, findings } of found) show(io, monitor, findings);
}

async function findingsOf(
  tables: TableFormat,
  engine: QueryEngine,
  name: string,
  windows: number,
): Promise<readonly Finding[]> {
  const version = await tables.latestVersion(name);
  if (version === undefined) return [];
  // Of a window that was looked at several times, as labels arrived, the newest look counts.
  const sql = `select cast(window_start as varchar) as "window", model_version as version, kind, column_name as "column", method, score, threshold, level, cast(rows_current as double) as rows
    from {{found}} f where window_start in (select distinct window_start from {{found}} order by 1 desc limit ${windows})
    and computed_at = (select max(computed_at) from {{found}} g where g.window_start = f.window_start and g.model_version = f.model_version)
    order by window_start, version, kind, column_name`;
  const rows: Finding[] = [];
  for await (const batch of engine.query({ sql, relations: { found: { kind: 'table', table: name, version } } }))
    for (const row of batch) rows.push((row as unknown as { toJSON(): Finding }).toJSON());
  return rows;
}

function show(io: Io, monitor: string, findings: readonly Finding[]): void {
  const { style } = io;
  io.out(style.bold(monitor));
  if (findings.length === 0) {
    io.out('  nothing looked at yet');
    return;
  }
  const drift = findings.filter((item) => item.kind !== 'quality');
  io.out(
    table(
      ['window', 'version', 'watched', 'method', 'score', 'threshold', 'level', 'rows'],
      drift.map((item) => [
        item.window,
        item.version,
        item.column,
        item.method,
        item.score,
        item.threshold,
        item.level === 'drift' ? style.red('drift') : style.green('none'),
        item.rows,
      ]),
      io,
    ),
  );
  const quality = findings.filter(
    (item) =>
      item.kind === 'quality' &&
      ['auc', 'logloss', 'base_rate', 'mean_score', 'ece', 'rmse', 'mae', 'r2'].includes(item.column),
  );
  if (quality.length > 0)
    io.out(
      `\n${table(
        ['window', 'version', 'quality', 'value'],
        quality.map((item) => [item.window, item.version, item.column, item.score]),
        io,
      )}`,
    );
}
