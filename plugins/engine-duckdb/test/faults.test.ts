import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { ObjectStore, QueryEngine, TableFormat, TableWrite } from '@penstock/core/contracts';
import { memoryObjectStore, memoryTableFormat, openPlugin } from '@penstock/core/testing';
import { Int32 } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { openEngine } from './support/open-engine.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

const rules = {
  expectations: [{ name: 'even', predicate: 'id % 2 = 0', action: 'quarantine' as const }],
  quarantine: 'aside',
};
const source = (ids: readonly number[]) => ({ s: batches({ id: [new Int32(), 'integer', ids] }) });

/** The engine over tables whose writes `before` may refuse. */
async function openWith(before: (table: string, write: TableWrite) => void) {
  const store = memoryObjectStore();
  const tables = memoryTableFormat(store);
  const faulty: TableFormat = Object.assign(Object.create(tables), {
    write: async (table: string, write: TableWrite) => {
      before(table, write);
      return tables.write(table, write);
    },
  });
  // Private fields belong to the real object.
  const bound = new Proxy(faulty, {
    get: (target, name) => {
      const own = Reflect.getOwnPropertyDescriptor(target, name)?.value ?? Reflect.get(tables, name);
      return typeof own === 'function' && name !== 'write' ? own.bind(tables) : own;
    },
  });
  const opened = await openPlugin<QueryEngine>(plugin, { needs: { store, tables: bound } });
  return { engine: opened.value, store, tables, close: () => opened.close() };
}

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

describe('a crash between the two commits', () => {
  test('is mended by a repetition, which adds nothing twice', async () => {
    let crashes = 1;
    const { engine, tables, close } = await openWith((table) => {
      if (table === 't' && crashes-- > 0) throw new Error('power is gone');
    });
    await expect(engine.runFlow(flow('t', 'select id from {{s}}', source([1, 2, 3]), rules))).rejects.toThrow('power');
    expect([await tables.latestVersion('t'), await tables.latestVersion('aside')]).toEqual([undefined, 0]);
    const result = await engine.runFlow(flow('t', 'select id from {{s}}', source([1, 2, 3]), rules));
    expect(result.rows).toEqual({ in: 3, kept: 1, dropped: 0, quarantined: 2 });
    expect((await tables.snapshot('aside')).rows).toBe(2);
    expect(await tables.latestVersion('aside')).toBe(0);
    await close();
  });

  test('is not mended by a query that gives other rows', async () => {
    let crashes = 1;
    const { engine, tables, close } = await openWith((table) => {
      if (table === 't' && crashes-- > 0) throw new Error('power is gone');
    });
    await expect(engine.runFlow(flow('t', 'select id from {{s}}', source([1, 2]), rules))).rejects.toThrow('power');
    await expect(engine.runFlow(flow('t', 'select id from {{s}}', source([1, 3]), rules))).rejects.toMatchObject({
      code: 'PEN_LAW_BROKEN',
    });
    expect(await tables.latestVersion('t')).toBeUndefined();
    await close();
  });
});

describe('files', () => {
  test('of a write that was surely refused are removed', async () => {
    const { engine, store, close } = await openWith(() => {
      throw new PenstockError('PEN_CONFLICT', 'somebody was quicker');
    });
    await expect(engine.runFlow(flow('t', 'select id from {{s}}', source([1])))).rejects.toMatchObject({
      code: 'PEN_CONFLICT',
    });
    expect(await keysOf(store)).toEqual([]);
    await close();
  });

  test('of a write whose outcome is unknown are left', async () => {
    const { engine, store, close } = await openWith(() => {
      throw new PenstockError('PEN_STORAGE_FAILED', 'no answer');
    });
    await expect(engine.runFlow(flow('t', 'select id from {{s}}', source([1])))).rejects.toMatchObject({
      code: 'PEN_STORAGE_FAILED',
    });
    expect(await keysOf(store)).toHaveLength(1);
    await close();
  });

  test('of another process that committed the same transaction first stay the only ones', async () => {
    let other = 1;
    const { engine, store, tables, close } = await openWith((table, write) => {
      if (other-- > 0)
        void tables.write(table, { ...write, files: [], metrics: { ...write.metrics, 'penstock.rows.in': '7' } });
    });
    const result = await engine.runFlow(flow('t', 'select id from {{s}}', source([1])));
    expect(result).toMatchObject({ committed: false, version: 0, rows: { in: 7 } });
    expect(await keysOf(store)).toEqual([]);
    await close();
  });

  test('in the scratch folder are gone after success and failure', async () => {
    await using opened = await openEngine();
    const { engine, store } = opened;
    await engine.runFlow(flow('t', 'select id from {{s}}', source([1, 2]), rules));
    await engine
      .runFlow(flow('u', 'select id from {{s}}', source([1]), { ...rules, quarantine: 'u' }))
      .catch(() => undefined);
    await engine.runFlow(flow('v', "select cast('x' as integer) as id", {})).catch(() => undefined);
    await engine
      .exportArrow({ sql: "select cast('x' as integer) as id", relations: {} }, join(await store.scratchDir(), 'x'))
      .catch(() => undefined);
    expect(await readdir(await store.scratchDir())).toEqual([]);
  });

  test('that a dead process left are removed at the next opening, those of living ones are kept', async () => {
    const store = memoryObjectStore();
    const tables = memoryTableFormat(store);
    const scratch = await store.scratchDir();
    const dead = join(scratch, `engine-duckdb.${hostname()}.999999999.0badcafe`);
    const alive = join(scratch, `engine-duckdb.${hostname()}.${process.ppid}.0badcafe`);
    const elsewhere = join(scratch, 'engine-duckdb.another-host.999999999.0badcafe');
    for (const folder of [dead, alive, elsewhere]) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'kept0.parquet'), 'half');
    }
    await using _opened = await openPlugin<QueryEngine>(plugin, { needs: { store, tables } });
    expect((await readdir(scratch)).map((name) => join(scratch, name)).sort()).toEqual([alive, elsewhere].sort());
    await store[Symbol.asyncDispose]();
  });
});

describe('memory', () => {
  const sorted =
    'select range as id, md5(range::varchar) || md5((range + 1)::varchar) as h from range(1000000) order by h';

  test('that is not enough is helped by the disk', async () => {
    await using opened = await openEngine({ memoryLimit: '70MB', threads: 2 });
    const { rows } = await opened.engine.runFlow(
      flow('t', sorted, {}, { expectations: [{ name: 'r', predicate: 'id >= 0', action: 'drop' }] }),
    );
    expect(rows.kept).toBe(1_000_000);
    const [spill] = await readdir(join(opened.dir, '.penstock', 'engine-duckdb'));
    expect(spill).toMatch(/^spill\./);
  });

  test('is refused with a hint when the disk may not help enough', async () => {
    await using opened = await openEngine({ memoryLimit: '70MB', maxTempSize: '1MB', threads: 2 });
    const error = await opened.engine
      .runFlow(flow('t', sorted, {}, { expectations: [{ name: 'r', predicate: 'id >= 0', action: 'drop' }] }))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'PEN_STORAGE_FULL', details: { hint: expect.stringMatching(/memoryLimit/) } });
    expect(await rowsOf(opened.engine, 'select 1 as a')).toEqual([{ a: 1 }]);
  });

  test('of results that nobody reads to their end is given back', async () => {
    await using opened = await openEngine({ memoryLimit: '200MB', threads: 2 });
    for (let turn = 0; turn < 8; turn++) {
      const ids = Array.from({ length: 1_000_000 }, (_, i) => i);
      for await (const batch of opened.engine.query({
        sql: 'select id, id + 1 as b, id + 2 as c from {{s}}',
        relations: source(ids),
      })) {
        expect(batch.numRows).toBeGreaterThan(0);
        break;
      }
    }
    expect(
      await rowsOf(
        opened.engine,
        "select sum(memory_usage_bytes) < 100e6 as little from duckdb_memory() where tag = 'IN_MEMORY_TABLE'",
      ),
    ).toEqual([{ little: true }]);
  });
});
