import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type {
  Changes,
  DataFile,
  Field,
  ObjectStore,
  QueryEngine,
  RowPositions,
  SnapshotOptions,
  TableFormat,
  TableSnapshot,
} from '@penstock/core/contracts';
import { memoryObjectStore, memoryTableFormat, openPlugin } from '@penstock/core/testing';
import plugin from '../../src/index.ts';
import { rowsOf } from './rows.ts';

/** An engine over tables that are what a test says they are. */
export interface ShownTables extends AsyncDisposable {
  readonly engine: QueryEngine;
  readonly store: ObjectStore;
  /** What the engine asked for when it looked at a table. */
  readonly asked: SnapshotOptions[];
  /** Writes the rows of a query as a data file. @param options of COPY, e.g. `field_ids {…}` */
  file(sql: string, more?: Partial<DataFile>, options?: string): Promise<DataFile>;
  /** Rows of SQL in which `{{t}}` is the table. */
  rows(table: Partial<TableSnapshot>, sql: string): Promise<Record<string, unknown>[]>;
  /** The same where it stands for changes. */
  changes(table: Partial<Changes>, sql: string): Promise<Record<string, unknown>[]>;
}

export async function shownTables(): Promise<ShownTables> {
  const store = memoryObjectStore();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  let shown: { snapshot?: Partial<TableSnapshot>; changes?: Partial<Changes> } = {};
  const asked: SnapshotOptions[] = [];
  const tables: TableFormat = Object.assign(memoryTableFormat(store), {
    snapshot: async (_name: string, _asOf?: unknown, options: SnapshotOptions = {}) => {
      asked.push(options);
      return { ...EMPTY, ...shown.snapshot };
    },
    changes: async () => ({ ...EMPTY, toVersion: 0, ...shown.changes }),
  });
  const opened = await openPlugin<QueryEngine>(plugin, { options: { threads: 2 }, needs: { store, tables } });
  return {
    engine: opened.value,
    store,
    asked,
    async file(sql, more = {}, options = '') {
      const path = join(tmpdir(), `${randomUUID()}.parquet`);
      await connection.run(`copy (${sql}) to '${path}' (format parquet${options === '' ? '' : `, ${options}`})`);
      const { key, size, modified } = await store.put(`tables/t/${randomUUID()}.parquet`, await readFile(path));
      await rm(path);
      return { key, size, modified, partitionValues: {}, ...more };
    },
    rows(snapshot, sql) {
      shown = { snapshot };
      return rowsOf(opened.value, sql, { t: { kind: 'table', table: 't', version: 0 } });
    },
    changes(changes, sql) {
      shown = { changes };
      return rowsOf(opened.value, sql, { t: { kind: 'changes', table: 't', fromVersion: 0, toVersion: 1 } });
    },
    async [Symbol.asyncDispose]() {
      await opened.close();
      connection.closeSync();
      instance.closeSync();
      await store[Symbol.asyncDispose]();
    },
  };
}

export function field(name: string, type: Field['type'], stored?: Field['stored']): Field {
  return { name, type, nullable: true, metadata: {}, ...(stored ? { stored } : {}) };
}

export function struct(...fields: readonly Field[]) {
  return { type: 'struct' as const, fields };
}

/** Some at a time, as tables give them. */
export function positions(rows: readonly number[], batch = 3): RowPositions & { readonly cardinality: number } {
  return {
    cardinality: rows.length,
    async *positions() {
      for (let at = 0; at < rows.length; at += batch) {
        yield BigInt64Array.from(rows.slice(at, at + batch), BigInt);
      }
    },
  };
}

const EMPTY: TableSnapshot = {
  name: 't',
  version: 0,
  timestamp: new Date(0),
  schema: { type: 'struct', fields: [] },
  partitionColumns: [],
  properties: {},
  files: [],
  transactions: new Map(),
};
