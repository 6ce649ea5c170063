import { PenstockError } from '@penstock/core';
import type { Flow } from '@penstock/core/contracts';
import type { BoundColumn } from '../relations/bind-query.ts';
import { quoted } from '../sql/quote.ts';

/** Columns of the quarantine table over the staged rows: those of the flow, and why, when and by which run. */
export function quarantineColumns(
  flow: Flow,
  columns: readonly BoundColumn[],
  failed: string,
  at: Date,
): readonly BoundColumn[] {
  const added: readonly BoundColumn[] = [
    { name: '_failed', type: { type: 'array', elementType: 'string', containsNull: true }, sql: failed },
    { name: '_run_id', type: 'string', sql: quoted(flow.runId) },
    { name: '_quarantined_at', type: 'timestamp', sql: `timestamptz ${quoted(at.toISOString())}` },
  ];
  const taken = columns.find((column) => added.some((item) => item.name === column.name.toLowerCase()));
  if (taken)
    throw new PenstockError(
      'PEN_SCHEMA_INVALID',
      `Table "${flow.target}" has a column "${taken.name}", a name that its quarantine table needs`,
      { at: flow.target, hint: 'Give the column another name.' },
    );
  return [...columns, ...added];
}
