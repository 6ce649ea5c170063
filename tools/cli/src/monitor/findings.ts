import { QueryEngine, TableFormat } from '@penstock/core/contracts';
import type { Platform } from '@penstock/core/runtime';
import { rowsOf } from '../output/arrow-rows.ts';
import type { Io } from '../output/io.ts';
import { type Cell, table } from '../output/table.ts';

/** A row of a monitor's table. */
export interface Finding {
  readonly [column: string]: unknown;
  readonly window: string;
  readonly version: string;
  readonly kind: 'feature' | 'prediction' | 'quality';
  readonly column: string;
  readonly method: string;
  readonly score: number | null;
  readonly threshold: number | null;
  readonly level: 'none' | 'drift';
  readonly status: string;
  readonly rows: number | null;
}

/** Findings of a monitor's newest windows, oldest first; of a window looked at several times, those of the newest look. */
export async function findingsOf(platform: Platform, monitor: string, windows: number): Promise<readonly Finding[]> {
  const version = await platform.get(TableFormat).latestVersion(monitor);
  if (version === undefined) return [];
  const sql = `with newest as (select window_start, model_version, max(computed_at) as computed_at from {{found}} group by 1, 2),
    shown as (select distinct window_start from {{found}} order by 1 desc limit ${windows})
    select cast(f.window_start as varchar) as "window", f.model_version as version, kind, column_name as "column", method,
      score, threshold, level, status, cast(rows_current as double) as "rows"
    from {{found}} f join newest using (window_start, model_version, computed_at) where f.window_start in (select window_start from shown)
    order by f.window_start, f.model_version, kind, score / threshold desc nulls last, column_name`;
  return rowsOf<Finding>(platform.get(QueryEngine), {
    sql,
    relations: { found: { kind: 'table', table: monitor, version } },
  });
}

/** Drift of what is watched, then quality where labels have arrived. */
export function tellFindings(io: Io, findings: readonly Finding[]): void {
  const drift = findings.filter((item) => item.kind !== 'quality');
  io.out(
    table(
      [
        'window',
        'version',
        'watched',
        { title: 'method', drop: 2 },
        'score',
        'threshold',
        { title: '', drop: 3 },
        'level',
        { title: 'rows', drop: 1 },
      ],
      drift.map((item) => driftRow(io, item)),
      io,
    ),
  );
  const rows = findings.filter((item) => item.kind === 'quality' && qualities.includes(item.column));
  if (rows.length === 0) return;
  const metrics = qualities.filter((metric) => rows.some((row) => row.column === metric));
  const groups = Map.groupBy(rows, (row) => `${row.window} ${row.version}`);
  const quality = [...groups.values()].map((group): Cell[] => [
    group[0]?.window,
    group[0]?.version,
    ...metrics.map((metric) => group.find((row) => row.column === metric)?.score ?? null),
    group[0]?.rows ?? null,
  ]);
  io.out(`\n${table(['window', 'version', ...metrics, 'labelled rows'], quality, io)}`);
}

const qualities = ['auc', 'logloss', 'base_rate', 'mean_score', 'ece', 'rmse', 'mae', 'r2'];
const barColumns = 16;

function driftRow({ style, symbols }: Io, item: Finding): readonly Cell[] {
  const drifted = item.level === 'drift';
  const paint = drifted ? style.red : style.green;
  // The threshold is at half of the bar.
  const share = item.score !== null && item.threshold ? Math.min(1, Math.max(0, item.score / item.threshold / 2)) : 0;
  return [
    item.window,
    item.version,
    { value: item.column, paint: item.kind === 'prediction' ? style.bold : String },
    item.method,
    item.score,
    item.threshold,
    { value: symbols.full.repeat(Math.round(share * barColumns)), paint },
    item.status === 'ok' ? { value: item.level, paint } : { value: item.status.replaceAll('-', ' '), paint: style.dim },
    item.rows,
  ];
}
