// Child process: tries to create every key given, once told to go, and prints those it won.
import { once } from 'node:events';
import { PenstockError } from '@penstock/core';
import { FsObjectStore } from '../src/fs-object-store.ts';

const [root = '', name = '', ...keys] = process.argv.slice(2);
const store = await FsObjectStore.open(root);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const won: string[] = [];
for (const key of keys) {
  try {
    await store.put(key, new TextEncoder().encode(name.repeat(1000)), { ifAbsent: true });
    won.push(key);
  } catch (error) {
    if (!PenstockError.is(error, 'PEN_ALREADY_EXISTS')) throw error;
  }
}
process.stdout.write(`${JSON.stringify(won)}\n`);
process.exit(0);
