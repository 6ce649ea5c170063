import { cpSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import type { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import engine from '@penstock/engine-duckdb';
import storage from '@penstock/storage-fs';
import delta from '@penstock/table-delta';

const SHARED = fileURLToPath(new URL('../../../shared/delta-tables', import.meta.url));

/** What a correct reader gets from a shared table; the README beside EXPECTED.json explains each. */
export interface Expectation {
  readonly version?: number;
  readonly numFiles?: number;
  readonly numRows?: number;
  readonly rowsSha256?: string;
  readonly rowsSha256Columns?: readonly string[];
  readonly readerFeatures?: readonly string[];
  readonly timeTravel?: readonly {
    readonly version: number;
    readonly numRows?: number;
    readonly rowsSha256?: string;
    readonly error?: string;
  }[];
  readonly skipping?: readonly {
    readonly predicate: string;
    readonly rows: number;
    readonly filesWithMatch: number;
    readonly filesKept?: number;
  }[];
  readonly cdf?: readonly {
    readonly from: number;
    readonly to: number;
    readonly numRows: number;
    readonly rowsSha256: string;
  }[];
  readonly cdfErrors?: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  readonly rowIds?: readonly (readonly [id: number, rowId: number, version: number])[];
  readonly timestampAsOf?: readonly { readonly ts: number; readonly version?: number; readonly error?: string }[];
  readonly mtimesMs?: Readonly<Record<string, number>>;
  readonly filesWherePartition?: Readonly<Record<string, number>>;
  readonly error?: string;
  readonly mustRefuseRead?: string;
  readonly mustRefuseWrite?: string;
  readonly logOnly?: boolean;
}

export interface SharedTable {
  readonly table: string;
  /** Its name among ours, which know no `+`. */
  readonly name: string;
  readonly note?: string;
  readonly expect: Expectation;
}

/** Every shared table; none where the folder is not there. */
export const SHARED_TABLES: readonly SharedTable[] = existsSync(`${SHARED}/EXPECTED.json`)
  ? (JSON.parse(readFileSync(`${SHARED}/EXPECTED.json`, 'utf8')) as SharedTable[]).map((table) => ({
      ...table,
      name: table.table.replaceAll('+', '_plus_'),
    }))
  : [];

export interface Lake {
  readonly engine: QueryEngine;
  readonly tables: TableFormat;
  close(): Promise<void>;
}

/** Copies of all shared tables, with the plugins of a laptop on them. */
export async function openLake(wrap: (tables: TableFormat) => TableFormat): Promise<Lake> {
  const store = await openPlugin<ObjectStore>(storage, { options: { root: 'lake' } });
  for (const table of SHARED_TABLES) copyTable(table, join(store.dir, 'lake/tables', table.name));
  const tables = await openPlugin<TableFormat>(delta, { needs: { store: store.value } });
  const needs = { store: store.value, tables: wrap(tables.value) };
  const opened = await openPlugin<QueryEngine>(engine, { options: { threads: 2 }, needs });
  return {
    engine: opened.value,
    tables: needs.tables,
    async close() {
      for (const plugin of [opened, tables, store]) await plugin.close();
    },
  };
}

/** Tables may be kept compressed, need their own place written into them, or certain file times. */
function copyTable({ table, note, expect }: SharedTable, folder: string): void {
  cpSync(join(SHARED, table), folder, { recursive: true });
  const log = join(folder, '_delta_log');
  for (const file of existsSync(log) ? readdirSync(log) : []) {
    const path = join(log, file);
    if (file.endsWith('.br')) {
      writeFileSync(path.slice(0, -3), brotliDecompressSync(readFileSync(path)));
      rmSync(path);
    } else if (note?.startsWith('template')) {
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('{{TABLE_ROOT_URI}}', pathToFileURL(folder).href));
    }
  }
  for (const [path, millis] of Object.entries(expect.mtimesMs ?? {})) {
    utimesSync(join(folder, path), millis / 1000, millis / 1000);
  }
}
