import type { NewDataFile, ObjectStore, TableFormat, TableSchema } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import tableDelta from '@penstock/table-delta';

export const schema: TableSchema = {
  type: 'struct',
  fields: [
    { name: 'id', type: 'long', nullable: true, metadata: {} },
    { name: 'name', type: 'string', nullable: true, metadata: {} },
  ],
};

export interface DeltaFolder extends AsyncDisposable {
  readonly store: ObjectStore;
  readonly tables: TableFormat;
}

/** Delta tables directly in a folder, with nothing known of them yet. */
export async function deltaFolder(folder: string): Promise<DeltaFolder> {
  const store = await openPlugin<ObjectStore>(storageFs, { dir: folder, options: { root: folder } });
  // The folder of the plugin is the store's: there is nothing to make or to remove for it.
  const tables = await openPlugin<TableFormat>(tableDelta, {
    dir: folder,
    options: { root: '' },
    needs: { store: store.value },
  });
  return {
    store: store.value,
    tables: tables.value,
    [Symbol.asyncDispose]: async () => {
      await tables.close();
      await store.close();
    },
  };
}

/** A file as an engine would announce it; its bytes do not exist. */
export function announcedFile(tables: TableFormat, name: string, rows: number): NewDataFile {
  const stats = { id: { min: 0, max: rows, nullCount: 0 }, name: { min: 'a', max: 'z', nullCount: 0 } };
  return { key: tables.newFileKey(name), size: 1000 + rows, rows, partitionValues: {}, stats };
}
