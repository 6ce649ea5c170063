// Child process: puts objects, printing a line after each, until it is killed. Object `n` is `1000 + 70001 * (n % 40)` bytes of the value `n % 256`.
import { FsObjectStore } from '../src/fs-object-store.ts';

const store = await FsObjectStore.open(process.argv[2] ?? '');
process.stdout.write('ready\n');
for (let n = 0; ; n++) {
  const body = new Uint8Array(1000 + 70001 * (n % 40)).fill(n % 256);
  await store.put(`killed/${n % 7}/${n % 5}`, body);
  await store.put(`killed/once/${n}`, body, { ifAbsent: true }).catch(() => undefined);
  process.stdout.write('put\n');
}
