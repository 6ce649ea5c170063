import assert from 'node:assert/strict';
import {
  Field as ArrowField,
  type DataType as ArrowType,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  vectorFromArray,
} from 'apache-arrow';
import type { ObjectStore } from '../../contracts/object-store.ts';
import type { Flow, FlowExpectation, Query, QueryEngine, Relation } from '../../contracts/query-engine.ts';
import type { DataType, TableSchema } from '../../contracts/schema.ts';
import type { TableFormat } from '../../contracts/table-format.ts';

/** A query engine together with the tables and the store that it was set up with. */
export interface QueryEngineSubject {
  readonly engine: QueryEngine;
  readonly tables: TableFormat;
  readonly store: ObjectStore;
}

/** Column → type in Arrow, type in tables, values. */
export type Columns = Readonly<Record<string, readonly [ArrowType, DataType, readonly unknown[]]>>;

export function schemaOf(columns: Readonly<Record<string, DataType>>): TableSchema {
  return {
    type: 'struct',
    fields: Object.entries(columns).map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
  };
}

/** Rows of this process as a relation. */
export function batches(columns: Columns): Relation {
  const fields = Object.entries(columns).map(([name, [type]]) => new ArrowField(name, type, true));
  const children = Object.values(columns).map(
    ([type, , values]) => vectorFromArray(values, type).data[0] ?? makeData({ type } as never),
  );
  const length = Object.values(columns)[0]?.[2].length ?? 0;
  const batch = new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
  const schema = schemaOf(Object.fromEntries(Object.entries(columns).map(([name, [, type]]) => [name, type])));
  return { kind: 'batches', schema, batches: once(batch) };
}

/** Text files of the store as a relation. */
export async function textFiles(
  store: ObjectStore,
  format: 'csv' | 'json',
  files: Readonly<Record<string, string>>,
): Promise<Relation> {
  for (const [key, text] of Object.entries(files)) await store.put(key, new TextEncoder().encode(text));
  return { kind: 'files', format, keys: Object.keys(files) };
}

export function tableAt(table: string, version: number): Relation {
  return { kind: 'table', table, version };
}

export function query(sql: string, relations: Query['relations'] = {}): Query {
  return { sql, relations, at: 'pipeline.ts:10' };
}

export function flow(target: string, body: Query, more: Partial<Flow> = {}): Flow {
  return {
    target,
    mode: 'append',
    query: body,
    expectations: [],
    runId: 'run-1',
    transaction: { application: `suite/${target}`, version: 1 },
    ...more,
  };
}

export function rule(name: string, predicate: string, action: FlowExpectation['action']): FlowExpectation {
  return { name, predicate, action };
}

/** Rows of a result as objects. */
export async function rowsOf(engine: QueryEngine, body: Query): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const batch of engine.query(body))
    for (const row of batch) rows.push((row as unknown as { toJSON(): Record<string, unknown> }).toJSON());
  return rows;
}

/** Rows of a table's newest version. */
export async function tableRows(
  { engine, tables }: QueryEngineSubject,
  table: string,
  sql = 'select * from {{t}} order by 1',
): Promise<readonly Record<string, unknown>[]> {
  const version = await tables.latestVersion(table);
  assert.notEqual(version, undefined, `there is no table ${table}`);
  return rowsOf(engine, query(sql, { t: tableAt(table, version ?? 0) }));
}

async function* once<T>(value: T): AsyncIterable<T> {
  yield value;
}
