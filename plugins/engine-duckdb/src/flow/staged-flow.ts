import type { TableFormat } from '@penstock/core/contracts';
import { engineError } from '../database/engine-error.ts';
import type { Session } from '../database/session.ts';
import { type BoundColumn, schemaOf } from '../relations/bind-query.ts';
import { quotedName } from '../sql/quote.ts';
import type { TableFiles } from './commit-flow.ts';
import type { FlowOutput, FlowPlan } from './direct-flow.ts';
import { Masks } from './masks.ts';
import { quarantineColumns } from './quarantine-columns.ts';
import { assertNoneFailed, ruleResults } from './rules.ts';
import { fitColumns, snapshotIfAny } from './target-layout.ts';
import { partitionsOf, type Writing, type WrittenFile, writeFiles } from './write-files.ts';

const STAGE = '"__stage"';
const SORTED = '"__sorted"';
/** From so many partitions on, sorting once beats looking through all rows for each. */
const SORT_FROM = 32;

/** Rows are staged with the rules they break, counted, and then written to where they belong. */
export async function writeStaged(session: Session, tables: TableFormat, plan: FlowPlan): Promise<FlowOutput> {
  const { flow, bound, columns } = plan;
  const masks = new Masks(
    flow.expectations,
    columns.map((column) => column.name),
  );
  const selected = [...columns.map((column) => `${column.sql} as ${quotedName(column.name)}`), ...masks.select];
  // Rules may span lines: the query goes first, so that its lines are found again.
  await session
    .run(`create temp table ${STAGE} as from (\n${bound.sql}\n) select ${selected.join(', ')}`)
    .catch((error: unknown) => {
      throw bound.fail(error, 1);
    });
  const counts = masks.count(await groupsOf(session, masks));
  const expectations = ruleResults(flow.expectations, counts.failed, counts.in);
  assertNoneFailed(flow.target, expectations);
  const staged = columns.map((column): BoundColumn => ({ ...column, sql: quotedName(column.name) }));
  const quarantine = flow.quarantine && (await writeQuarantine(session, tables, plan, flow.quarantine, staged, masks));
  const kept = await writeKept(session, plan, staged, masks);
  return { rowsIn: counts.in, dropped: counts.dropped, expectations, kept, quarantine: quarantine || undefined };
}

async function groupsOf(
  session: Session,
  masks: Masks,
): Promise<readonly { readonly masks: readonly bigint[]; readonly rows: number }[]> {
  const names = masks.names.map((name) => `cast(${name} as bigint)`);
  const rows = await session.rows<{ masks: string[]; n: string }>(
    `select cast([${names.join(', ')}] as bigint[]) as masks, count(*) as n from ${STAGE} group by masks`,
  );
  return rows.map((row) => ({ masks: row.masks.map(BigInt), rows: Number(row.n) }));
}

async function writeQuarantine(
  session: Session,
  tables: TableFormat,
  plan: FlowPlan,
  table: string,
  staged: readonly BoundColumn[],
  masks: Masks,
): Promise<TableFiles> {
  const { flow, folder, splitAt } = plan;
  const before = await snapshotIfAny(tables, table, { signal: session.signal });
  const wanted = quarantineColumns(flow, staged, masks.failed, new Date());
  const columns = before && flow.mode === 'append' ? fitColumns(table, wanted, before.schema) : wanted;
  const writing = {
    columns,
    source: STAGE,
    where: masks.quarantine,
    partitionBy: [],
    folder,
    prefix: 'aside',
    splitAt,
  };
  const { files } = await written(session, table, writing);
  return { table, before, schema: schemaOf(columns), partitionBy: [], files };
}

async function writeKept(
  session: Session,
  { flow, partitionBy, folder, splitAt }: FlowPlan,
  columns: readonly BoundColumn[],
  masks: Masks,
): Promise<readonly WrittenFile[]> {
  const writing = { columns, source: STAGE, where: masks.keep, partitionBy, folder, prefix: 'kept', splitAt };
  const partitions = await partitionsOf(session, writing);
  if (partitions.length < SORT_FROM) return (await written(session, flow.target, { ...writing, partitions })).files;
  const order = partitionBy.map(quotedName).join(', ');
  await session.run(`create temp table ${SORTED} as from ${STAGE} where ${masks.keep} order by ${order}, rowid`);
  await session.run(`drop table ${STAGE}`);
  return (await written(session, flow.target, { ...writing, source: SORTED, where: undefined, partitions })).files;
}

function written(session: Session, table: string, writing: Writing): ReturnType<typeof writeFiles> {
  return writeFiles(session, writing).catch((error: unknown) => {
    throw engineError(error, { subject: `Table "${table}"` });
  });
}
