import { cp, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@penstock/core/contracts';
import { type OpenedPlugin, openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { SHARED } from './shared-tables.ts';

/** A writable copy of a shared table as table `t` of a local store, with the file times that its expectations name. */
export async function copyTable(
  table: string,
  mtimesMs: Readonly<Record<string, number>> = {},
): Promise<OpenedPlugin<ObjectStore>> {
  const opened = await openPlugin<ObjectStore>(storageFs, { options: { root: 'store' } });
  const folder = join(opened.dir, 'store/tables/t');
  await mkdir(folder, { recursive: true });
  await cp(join(SHARED, table), folder, { recursive: true });
  for (const [path, millis] of Object.entries(mtimesMs)) await utimes(join(folder, path), millis / 1000, millis / 1000);
  return opened;
}
