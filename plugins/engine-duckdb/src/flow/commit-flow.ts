import { type ErrorCode, PenstockError } from '@penstock/core';
import type {
  Flow,
  FlowResult,
  NewDataFile,
  TableSchema,
  TableSnapshot,
  TableWrite,
  WriteResult,
} from '@penstock/core/contracts';
import type { Sources } from '../relations/relation-views.ts';
import { type FlowRecord, readRecord, recordMetrics, recordParameters } from './commit-record.ts';
import type { WrittenFile } from './write-files.ts';

/** Files for one table, ready to be committed. */
export interface TableFiles {
  readonly table: string;
  /** The table as it was when the flow began. */
  readonly before: TableSnapshot | undefined;
  readonly schema: TableSchema;
  readonly partitionBy: readonly string[];
  readonly files: readonly WrittenFile[];
}

/** Errors after which a write has surely not taken place, so that its files may go. */
const REFUSED: readonly ErrorCode[] = [
  'PEN_CONFLICT',
  'PEN_SCHEMA_MISMATCH',
  'PEN_SCHEMA_INVALID',
  'PEN_TABLE_INVALID',
  'PEN_TABLE_UNSUPPORTED',
  'PEN_TABLE_CORRUPT',
];

/**
 * Moves the files into the store and commits them: the quarantine first, so that a target that has a version has its
 * quarantined rows too. Both carry the transaction, so that a repetition after a crash in between adds nothing twice.
 */
export async function commitFlow(
  sources: Sources,
  flow: Flow,
  record: FlowRecord,
  target: TableFiles,
  quarantine: TableFiles | undefined,
): Promise<FlowResult> {
  const { signal } = flow;
  if (quarantine && isNeeded(flow, quarantine)) {
    const written = await putAndWrite(sources, flow, record, quarantine);
    if (!written.committed) await assertSameQuarantine(sources, flow, record, quarantine.table);
  }
  const { version, committed } = await putAndWrite(sources, flow, record, target);
  if (committed) return { version, committed, ...record };
  const done = await readRecord(sources.tables, flow.target, flow, { signal });
  return { version: (await sources.tables.latestVersion(flow.target, { signal })) ?? version, committed, ...done };
}

/** A quarantine without new rows is only written to come into being, or to be emptied. */
function isNeeded(flow: Flow, { before, files }: TableFiles): boolean {
  return files.length > 0 || before === undefined || (flow.mode === 'overwrite' && before.files.length > 0);
}

async function putAndWrite(
  { store, tables }: Sources,
  flow: Flow,
  record: FlowRecord,
  { table, schema, partitionBy, files }: TableFiles,
): Promise<WriteResult> {
  const { signal, mode, transaction, userMetadata } = flow;
  const put: NewDataFile[] = [];
  const discard = async () => {
    for (const file of put) await store.delete(file.key).catch(() => undefined);
  };
  try {
    for (const { path, size, rows, partitionValues, stats } of files) {
      const key = tables.newFileKey(table, partitionValues);
      await store.putFile(key, path, { signal });
      put.push({ key, size, rows, partitionValues, stats });
    }
  } catch (error) {
    await discard();
    throw error;
  }
  const write: TableWrite = {
    signal,
    mode,
    files: put,
    schema,
    overwriteSchema: mode === 'overwrite',
    create: {
      partitionBy,
      properties: flow.properties,
      description: table === flow.target ? flow.description : `Rows that "${flow.target}" put aside`,
    },
    transaction,
    operation: mode === 'append' ? 'STREAMING UPDATE' : 'WRITE',
    parameters: recordParameters(flow),
    metrics: recordMetrics(table === flow.target ? record : quarantineRecord(record, put)),
    userMetadata,
  };
  try {
    const result = await tables.write(table, write);
    if (!result.committed) await discard();
    return result;
  } catch (error) {
    if (REFUSED.some((code) => PenstockError.is(error, code))) await discard();
    throw error;
  }
}

function quarantineRecord(record: FlowRecord, files: readonly NewDataFile[]): FlowRecord {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const { quarantined } = record.rows;
  return {
    rows: { in: quarantined, kept: quarantined, dropped: 0, quarantined: 0 },
    expectations: record.expectations,
    files: files.length,
    bytes,
  };
}

/** A crash lies between the two commits, and the query has given other rows since: then the law does not hold for the pair. */
async function assertSameQuarantine(sources: Sources, flow: Flow, record: FlowRecord, table: string): Promise<void> {
  const { rows } = await readRecord(sources.tables, table, flow, { signal: flow.signal });
  if (rows.kept === record.rows.quarantined) return;
  throw new PenstockError(
    'PEN_LAW_BROKEN',
    `Table "${flow.target}": an interrupted update put ${rows.kept} rows into "${table}", its repetition would put ${record.rows.quarantined}`,
    {
      at: flow.target,
      hint: 'The query gives other rows each time (random numbers, the time of day). Make it repeatable and run a full refresh.',
    },
  );
}
