import { rm } from 'node:fs/promises';
import type { Flow, FlowResult } from '@penstock/core/contracts';
import { makeOwnedFolder } from '../database/owned-folder.ts';
import type { Session } from '../database/session.ts';
import { bindQuery, schemaOf } from '../relations/bind-query.ts';
import type { Sources } from '../relations/relation-views.ts';
import { commitFlow, type TableFiles } from './commit-flow.ts';
import { type FlowRecord, readRecord } from './commit-record.ts';
import { type FlowOutput, writeDirectly } from './direct-flow.ts';
import { assertLaw, assertNoneFailed, checkPredicates, checkRuleNames, divides } from './rules.ts';
import { writeStaged } from './staged-flow.ts';
import { fitRead, partitioningOf, snapshotIfAny } from './target-layout.ts';

/** Runs a flow on its session: query, rules, files, law, commit. Leaves no scratch files, whatever happens. */
export async function runFlow(
  session: Session,
  sources: Sources,
  flow: Flow,
  targetFileSize: number,
): Promise<FlowResult> {
  checkRuleNames(flow);
  const { signal } = session;
  const { application, version } = flow.transaction;
  const before = await snapshotIfAny(sources.tables, flow.target, { signal });
  if (before && (before.transactions.get(application) ?? -1) >= version) {
    const record = await readRecord(sources.tables, flow.target, flow, { signal });
    return { version: before.version, committed: false, ...record };
  }
  const bound = await bindQuery(session, sources, flow.query, `Table "${flow.target}"`);
  await checkPredicates(session, flow, bound.columns);
  const appendsTo = flow.mode === 'append' ? before : undefined;
  const columns = appendsTo ? await fitRead(session, flow.target, bound, appendsTo.schema) : bound.columns;
  const partitionBy = partitioningOf(flow, columns, before);
  const folder = await makeOwnedFolder(await sources.store.scratchDir(), 'engine-duckdb');
  try {
    const splitAt = bound.bytes > targetFileSize ? targetFileSize : undefined;
    const plan = { flow, bound, columns, partitionBy, folder, splitAt };
    const isDirect = partitionBy.length === 0 && !flow.expectations.some(divides);
    const output = isDirect ? await writeDirectly(session, plan) : await writeStaged(session, sources.tables, plan);
    assertNoneFailed(flow.target, output.expectations);
    const record = recordOf(output);
    assertLaw(flow.target, record.rows);
    const target: TableFiles = {
      table: flow.target,
      before,
      schema: schemaOf(columns),
      partitionBy,
      files: output.kept,
    };
    return await commitFlow(sources, { ...flow, signal }, record, target, output.quarantine);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Kept and quarantined rows are those of the files, the others those of the query. */
function recordOf({ rowsIn, dropped, kept, quarantine, expectations }: FlowOutput): FlowRecord {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    rows: {
      in: rowsIn,
      kept: sum(kept.map((file) => file.rows)),
      dropped,
      quarantined: sum((quarantine?.files ?? []).map((file) => file.rows)),
    },
    expectations,
    files: kept.length,
    bytes: sum(kept.map((file) => file.size)),
  };
}
