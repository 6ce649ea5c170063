// Child process: appends entries to the log in a folder, several at once, and prints their hashes.
import { once } from 'node:events';
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storage from '@penstock/storage-fs';
import { ObjectAuditLog } from '../src/object-audit-log.ts';

const [root = '', name = '', count = ''] = process.argv.slice(2);
await using store = await openPlugin<ObjectStore>(storage, { dir: root, options: { root: '.' } });
const log = new ObjectAuditLog(store.value, 'audit', console);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const entries = await Promise.all(
  Array.from({ length: Number(count) }, (_, n) => log.append('test.race', name, { n })),
);
process.stdout.write(`${JSON.stringify(entries.map(({ hash }) => hash))}\n`);
process.stdin.destroy();
