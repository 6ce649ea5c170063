/**
 * A writer process: `node append-worker.ts <store folder> <application> <appends>`. Appends files of 1, 2, 3 … rows
 * with these as transaction versions, going on after the last one the table has. Prints each version that landed.
 */
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { deltaTables } from './delta.ts';
import { append } from './tables.ts';

const [, , folder = '', application = '', count = '0'] = process.argv;
const store = await openPlugin<ObjectStore>(storageFs, { dir: folder, options: { root: folder } });
const { tables, warnings } = deltaTables(store.value, { checkpointInterval: 4 });
const done = (await tables.latestVersion('t')) === undefined ? undefined : (await tables.snapshot('t')).transactions;
for (let version = (done?.get(application) ?? 0) + 1; version <= Number(count); version++) {
  const result = await append(tables, 't', version, { transaction: { application, version } });
  process.stdout.write(`${JSON.stringify({ version: result.version, committed: result.committed })}\n`);
}
for (const { message } of warnings) process.stderr.write(`${message}\n`);
await store.close();
