import type { DriftResult } from '../../../../contracts/drift-detector.ts';
import { text } from '../../quote.ts';
import type { WindowFindings } from './compare.ts';

/**
 * The findings of an update as SQL that gives them as rows, shaped like the drift metrics table of Databricks'
 * data profiling: one row per window and watched column, and one per quality metric.
 */
export function findingsSql(model: string, findings: readonly WindowFindings[], at: string): string {
  const rows = findings.flatMap((item) => [
    ...Object.entries(item.drift).map(([column, result]) => driftRow(model, item, column, result)),
    ...Object.entries(item.quality?.metrics ?? {}).map(([metric, value]) => qualityRow(model, item, metric, value)),
  ]);
  const casts = columns.map(([name, type]) => `cast(${name} as ${type}) as ${name}`).join(', ');
  return `select ${casts}, cast(${text(at)} as timestamptz) as computed_at from (values ${rows.join(', ')}) as found(${columns.map(([name]) => name).join(', ')})`;
}

const columns = [
  ['window_start', 'date'],
  ['model', 'varchar'],
  ['model_version', 'varchar'],
  ['kind', 'varchar'],
  ['column_name', 'varchar'],
  ['method', 'varchar'],
  ['score', 'double'],
  ['threshold', 'double'],
  ['null_quantile', 'double'],
  ['p_value', 'double'],
  ['level', 'varchar'],
  ['status', 'varchar'],
  ['rows_reference', 'bigint'],
  ['rows_current', 'bigint'],
] as const;

function driftRow(model: string, { window }: WindowFindings, column: string, result: DriftResult): string {
  const kind = column === 'prediction' ? 'prediction' : 'feature';
  const values = [result.score, result.threshold, result.nullQuantile, result.pValue].map(number);
  const words = [window.period, model, window.modelVersion, kind, column, result.method].map(text);
  return `(${[...words, ...values, text(result.level), text(result.status), result.rows.reference, result.rows.current].join(', ')})`;
}

function qualityRow(model: string, { window }: WindowFindings, metric: string, value: number): string {
  const words = [window.period, model, window.modelVersion, 'quality', metric, 'evaluation'].map(text);
  return `(${[...words, number(value), 'null', 'null', 'null', text('none'), text('ok'), 'null', window.labelled].join(', ')})`;
}

function number(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? 'null' : `cast('${value}' as double)`;
}
