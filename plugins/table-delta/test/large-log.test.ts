import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { memoryObjectStore } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { TableLog } from '../src/log/table-log.ts';
import { writeCheckpoint } from '../src/log/write-checkpoint.ts';
import { TableLocation } from '../src/paths/table-location.ts';
import { deltaTables } from './support/delta.ts';
import { SHARED, SHARED_TABLES } from './support/shared-tables.ts';
import { append, newFile, SCHEMA } from './support/tables.ts';

const NAME = '300k-add-files-100-col-partitioned';
const large = SHARED_TABLES.find(({ table }) => table === NAME);

describe('large logs', () => {
  test.skipIf(!large)(
    `300,000 files in five commits are read, checkpointed and read from the checkpoint${large ? '' : ' (needs ../shared/delta-tables)'}`,
    { timeout: 180_000 },
    async () => {
      const store = memoryObjectStore();
      const folder = join(SHARED, NAME, '_delta_log');
      for (const file of await readdir(folder)) {
        if (!file.endsWith('.br')) continue;
        const bytes = brotliDecompressSync(await readFile(join(folder, file)));
        await store.put(`tables/t/_delta_log/${file.slice(0, -3)}`, bytes);
      }
      const snapshot = await deltaTables(store).tables.snapshot('t');
      expect(snapshot.files).toHaveLength(large?.expect.numFiles ?? 0);
      expect(snapshot.schema.fields).toHaveLength(100);
      expect(snapshot.files.filter((file) => file.partitionValues['partition_col'] === 'part_7')).toHaveLength(2999);
      const location = new TableLocation(store, 'tables', 't');
      const state = await new TableLog(store, location).latest();
      if (state) await writeCheckpoint(store, location, state);
      for (let version = 0; version < 4; version++) await store.delete(location.commitKey(version));
      const again = await deltaTables(store).tables.snapshot('t');
      expect(new Set(again.files.map((file) => file.key))).toEqual(new Set(snapshot.files.map((file) => file.key)));
    },
  );

  test('a thousand commits without a checkpoint open', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store, { checkpointInterval: 1_000_000 });
    for (let rows = 0; rows < 1000; rows++) await append(tables, 't', rows);
    const snapshot = await deltaTables(store).tables.snapshot('t');
    expect(snapshot).toMatchObject({ version: 999, rows: 499_500 });
  });

  test('a hundred thousand files in one commit are written and read', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store);
    const files = Array.from({ length: 100_000 }, (_, at) => newFile(tables, 't', at % 1000));
    await tables.write('t', { mode: 'append', schema: SCHEMA, create: {}, files });
    expect((await deltaTables(store).tables.snapshot('t')).files).toHaveLength(100_000);
  });
});
