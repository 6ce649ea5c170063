import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectStore } from '@penstock/core/contracts';
import { copyTable } from './copy-table.ts';
import { readOnlyStore } from './read-only-store.ts';
import { SHARED, type SharedTable } from './shared-tables.ts';

/** Stands in the log of tables that name files by absolute paths. */
const ROOT = '{{TABLE_ROOT_URI}}';

/** A store that has a shared table as `t`: the folder itself, or a copy of a template with the paths filled in. */
export async function openShared({
  table,
  note,
}: SharedTable): Promise<AsyncDisposable & { readonly value: ObjectStore }> {
  if (!note?.startsWith('template')) {
    return { value: readOnlyStore(`${SHARED}/${table}`, 'tables/t'), async [Symbol.asyncDispose]() {} };
  }
  const opened = await copyTable(table);
  const folder = join(opened.dir, 'store/tables/t');
  for (const name of await readdir(join(folder, '_delta_log'))) {
    const path = join(folder, '_delta_log', name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(ROOT, pathToFileURL(folder).href));
  }
  return opened;
}
