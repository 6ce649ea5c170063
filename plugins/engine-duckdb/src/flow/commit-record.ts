import { PenstockError } from '@penstock/core';
import type { CallOptions, Flow, FlowCounts, FlowResult, TableFormat, VersionInfo } from '@penstock/core/contracts';

/** What a flow did, as its commit keeps it. */
export type FlowRecord = Pick<FlowResult, 'rows' | 'expectations' | 'files' | 'bytes'>;

const COUNTS = ['in', 'kept', 'dropped', 'quarantined'] as const;

/** Metrics of the commit, from which {@link readRecord} has the same again. */
export function recordMetrics({ rows, expectations, files, bytes }: FlowRecord): Readonly<Record<string, string>> {
  return {
    numFiles: String(files),
    numOutputRows: String(rows.kept),
    numOutputBytes: String(bytes),
    ...Object.fromEntries(COUNTS.map((count) => [`penstock.rows.${count}`, String(rows[count])])),
    'penstock.expectations': JSON.stringify(expectations),
  };
}

/** Parameters of the commit, by which it is found again. */
export function recordParameters({ transaction, runId }: Flow): Readonly<Record<string, string>> {
  return {
    'penstock.application': transaction.application,
    'penstock.transaction': String(transaction.version),
    'penstock.runId': runId,
  };
}

/** What the flow did when its transaction was committed. PEN_TABLE_VERSION when the history does not go back so far. */
export async function readRecord(
  tables: TableFormat,
  table: string,
  { transaction }: Pick<Flow, 'transaction'>,
  options: CallOptions,
): Promise<FlowRecord> {
  const isIt = ({ parameters }: VersionInfo) =>
    parameters['penstock.application'] === transaction.application &&
    parameters['penstock.transaction'] === String(transaction.version);
  const recent = (await tables.history(table, { ...options, limit: RECENT })).find(isIt);
  const commit = recent ?? (await tables.history(table, options)).find(isIt);
  if (!commit)
    throw new PenstockError(
      'PEN_TABLE_VERSION',
      `Table "${table}" has transaction ${transaction.version} of ${transaction.application}, but its commit is no longer in the history`,
      { at: table },
    );
  const { metrics } = commit;
  const counts = COUNTS.map((count) => [count, Number(metrics[`penstock.rows.${count}`] ?? 0)] as const);
  return {
    rows: Object.fromEntries(counts) as Record<keyof FlowCounts, number>,
    expectations: JSON.parse(metrics['penstock.expectations'] ?? '[]') as FlowResult['expectations'],
    files: Number(metrics.numFiles ?? 0),
    bytes: Number(metrics.numOutputBytes ?? 0),
  };
}

const RECENT = 20;
