// Child process: puts one object and prints `stored` or the code of the error.
import { PenstockError } from '@penstock/core';
import { FsObjectStore } from '../src/fs-object-store.ts';

const [root = '', mode] = process.argv.slice(2);
const store = await FsObjectStore.open(root);
try {
  await store.put('a/b', new Uint8Array([1]), { ifAbsent: mode === 'once' });
  process.stdout.write('stored\n');
} catch (error) {
  process.stdout.write(`${PenstockError.is(error) ? error.code : String(error)}\n`);
}
