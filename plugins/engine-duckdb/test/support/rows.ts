import type { DataType, Flow, Query, QueryEngine, Relation } from '@penstock/core/contracts';
import {
  type DataType as ArrowType,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  vectorFromArray,
} from 'apache-arrow';

/** Rows of this process: column → Arrow type, table type, values. */
export function batches(
  columns: Readonly<Record<string, readonly [ArrowType, DataType, readonly unknown[]]>>,
): Relation {
  const fields = Object.entries(columns).map(([name, [type]]) => new Field(name, type, true));
  const children = Object.values(columns).map(
    ([type, , values]) => vectorFromArray(values as never[], type).data[0] ?? makeData({ type } as never),
  );
  const length = Object.values(columns)[0]?.[2].length ?? 0;
  const batch = new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
  return {
    kind: 'batches',
    schema: {
      type: 'struct',
      fields: Object.entries(columns).map(([name, [, type]]) => ({ name, type, nullable: true, metadata: {} })),
    },
    batches: (async function* () {
      yield batch;
    })(),
  };
}

export async function rowsOf(
  engine: QueryEngine,
  sql: string,
  relations: Query['relations'] = {},
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const batch of engine.query({ sql, relations, at: 'p.ts:10' }))
    for (const row of batch) rows.push((row as unknown as { toJSON(): Record<string, unknown> }).toJSON());
  return rows;
}

export function flow(target: string, sql: string, relations: Query['relations'], more: Partial<Flow> = {}): Flow {
  return {
    target,
    mode: 'append',
    query: { sql, relations, at: 'p.ts:10' },
    expectations: [],
    runId: 'r',
    transaction: { application: `test/${target}`, version: 1 },
    ...more,
  };
}
