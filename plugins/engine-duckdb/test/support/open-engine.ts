import type { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { memoryObjectStore, memoryTableFormat, openPlugin } from '@penstock/core/testing';
import plugin from '../../src/index.ts';

export interface OpenedEngine extends AsyncDisposable {
  readonly engine: QueryEngine;
  readonly store: ObjectStore;
  readonly tables: TableFormat;
  readonly dir: string;
  close(): Promise<void>;
}

/** The engine over tables in memory. */
export async function openEngine(options: Readonly<Record<string, unknown>> = {}): Promise<OpenedEngine> {
  const store = memoryObjectStore();
  const tables = memoryTableFormat(store);
  const opened = await openPlugin<QueryEngine>(plugin, { options, needs: { store, tables } });
  const close = async () => {
    await opened.close();
    await store[Symbol.asyncDispose]();
  };
  return { engine: opened.value, store, tables, dir: opened.dir, close, [Symbol.asyncDispose]: close };
}
