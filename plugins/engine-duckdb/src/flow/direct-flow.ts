import type { Flow, FlowResult } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import type { BoundColumn, BoundQuery } from '../relations/bind-query.ts';
import { pathList } from '../relations/local-files.ts';
import type { TableFiles } from './commit-flow.ts';
import { isBroken, ruleResults } from './rules.ts';
import { type WrittenFile, writeFiles } from './write-files.ts';

export interface FlowPlan {
  readonly flow: Flow;
  readonly bound: BoundQuery;
  /** Columns of the target over the query. */
  readonly columns: readonly BoundColumn[];
  readonly partitionBy: readonly string[];
  readonly folder: string;
  readonly splitAt?: number;
}

export interface FlowOutput {
  /** Rows that the query gave. */
  readonly rowsIn: number;
  readonly dropped: number;
  readonly expectations: FlowResult['expectations'];
  readonly kept: readonly WrittenFile[];
  readonly quarantine?: TableFiles;
}

/**
 * When no rule takes rows away, the query goes straight into files, and rules are counted on these: a column or two
 * of Parquet are read sooner than all rows are staged.
 */
export async function writeDirectly(session: Session, plan: FlowPlan): Promise<FlowOutput> {
  const { flow, bound, columns, partitionBy, folder, splitAt } = plan;
  const source = `(\n${bound.sql}\n)`;
  const { files, rowsIn } = await writeFiles(session, {
    columns,
    source,
    partitionBy,
    folder,
    prefix: 'kept',
    splitAt,
  }).catch((error: unknown) => {
    throw bound.fail(error, 1);
  });
  const failed = await countBroken(session, flow, files).catch((error: unknown) => {
    throw bound.fail(error);
  });
  return { rowsIn, dropped: 0, expectations: ruleResults(flow.expectations, failed, rowsIn), kept: files };
}

async function countBroken(session: Session, flow: Flow, files: readonly WrittenFile[]): Promise<readonly number[]> {
  if (flow.expectations.length === 0 || files.length === 0) return flow.expectations.map(() => 0);
  const counts = flow.expectations.map((rule, i) => `count(*) filter (where ${isBroken(rule)}) as n${i}`);
  const [row = {}] = await session.rows<Record<string, string>>(
    `select ${counts.join(', ')} from read_parquet(${pathList(files.map((file) => file.path))}, hive_partitioning = false)`,
  );
  return flow.expectations.map((_, i) => Number(row[`n${i}`]));
}
