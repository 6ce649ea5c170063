import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ObjectStore, TableFormat } from '@penstock/core/contracts';
import { type OpenedPlugin, openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';

const WORKER = fileURLToPath(new URL('./support/append-worker.ts', import.meta.url));
const WRITERS = 8;
const APPENDS = 20;
const KILLS = 15;

interface Landed {
  readonly version: number;
  readonly committed: boolean;
}

/** Runs a writer; `kill` decides after each landed append whether it dies, and after how many milliseconds. */
async function writer(
  folder: string,
  application: string,
  appends: number,
  kill?: (landed: number) => number | undefined,
) {
  const child = spawn(process.execPath, [WORKER, folder, application, String(appends)]);
  const landed: Landed[] = [];
  const errors: string[] = [];
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  createInterface(child.stdout).on('line', (line) => {
    landed.push(JSON.parse(line));
    const delay = kill?.(landed.length);
    if (delay !== undefined) setTimeout(() => child.kill('SIGKILL'), delay);
  });
  const [code] = await once(child, 'close');
  return { code, landed, errors };
}

async function localStore(): Promise<OpenedPlugin<ObjectStore> & { readonly folder: string }> {
  const opened = await openPlugin<ObjectStore>(storageFs, { options: { root: '.' } });
  return Object.assign(opened, { folder: opened.dir });
}

/** Transaction versions of each application in the order of the log, from the commits themselves. */
async function committed(store: ObjectStore): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for await (const { key } of store.list('tables/t/_delta_log/')) {
    if (!/\d{20}\.json$/.test(key)) continue;
    const lines = Buffer.from((await store.get(key)) ?? [])
      .toString()
      .trim()
      .split('\n');
    for (const line of lines) {
      const { txn } = JSON.parse(line);
      if (txn) found.set(txn.appId, [...(found.get(txn.appId) ?? []), txn.version]);
    }
  }
  return found;
}

async function rowsOf(tables: TableFormat): Promise<number[]> {
  const { files } = await tables.snapshot('t');
  return files.map((file) => file.rows ?? Number.NaN).sort((a, b) => a - b);
}

describe('writers in several processes', () => {
  test('no append is lost or doubled', { timeout: 180_000 }, async () => {
    await using store = await localStore();
    const names = Array.from({ length: WRITERS }, (_, at) => `writer-${at}`);
    const ends = await Promise.all(names.map((name) => writer(store.folder, name, APPENDS)));
    for (const { code, landed, errors } of ends) {
      expect(errors).toEqual([]);
      expect(code).toBe(0);
      expect(landed).toHaveLength(APPENDS);
      expect(landed.every((item) => item.committed)).toBe(true);
    }
    const versions = ends.flatMap(({ landed }) => landed.map((item) => item.version)).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: WRITERS * APPENDS }, (_, at) => at));
    const expected = Array.from({ length: APPENDS }, (_, at) => at + 1);
    const found = await committed(store.value);
    for (const name of names) expect(found.get(name)).toEqual(expected);
    const rows = expected.flatMap((count) => Array.from({ length: WRITERS }, () => count));
    expect(await rowsOf(deltaTables(store.value).tables)).toEqual(rows);
  });

  test('a writer killed at any moment leaves a whole table and goes on where it stopped', {
    timeout: 180_000,
  }, async () => {
    await using store = await localStore();
    const reported: number[] = [];
    for (let kills = 0; kills < KILLS; kills++) {
      const last = 1 + Math.floor(Math.random() * 5);
      const { landed } = await writer(store.folder, 'app', 1000, (count) =>
        count === last ? Math.random() * 8 : undefined,
      );
      reported.push(...landed.map((item) => item.version));
      const snapshot = await deltaTables(store.value).tables.snapshot('t');
      const done = snapshot.transactions.get('app') ?? 0;
      expect(done).toBeGreaterThanOrEqual(reported.length);
      expect(snapshot.version).toBe(done - 1);
      expect(await rowsOf(deltaTables(store.value).tables)).toEqual(Array.from({ length: done }, (_, at) => at + 1));
    }
    const found = await committed(store.value);
    expect(found.get('app')).toEqual(Array.from({ length: found.get('app')?.length ?? 0 }, (_, at) => at + 1));
    expect(new Set(reported).size).toBe(reported.length);
  });
});
