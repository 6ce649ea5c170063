// Child process: uses a small cache for a while and prints `{ lost, wrong, evicted }`.
import { readFile, writeFile } from 'node:fs/promises';
import { FileCache } from '../../src/storage/index.ts';

const KEEP = 300;
const cache = await FileCache.open({ folder: process.argv[2] ?? '', maxBytes: 100_000, keepMs: KEEP });
const fetched = new Map<number, number>();
let lost = 0;
let wrong = 0;
const end = Date.now() + 3000;
while (Date.now() < end) {
  // Twenty at a time, so that the others grow old meanwhile.
  const n = ((Math.floor(Date.now() / 100) % 10) * 20 + Math.floor(Math.random() * 20)) % 200;
  const size = 1000 + n;
  const path = await cache.file({ name: `object-${n}`, etag: 'x', size }, async (draft) => {
    fetched.set(n, (fetched.get(n) ?? 0) + 1);
    await writeFile(draft, Buffer.alloc(size, n));
  });
  const handedOut = Date.now();
  const body = await readFile(path).catch(() => undefined);
  if (body && !body.equals(Buffer.alloc(size, n))) wrong++;
  // A machine under load may take longer than copies are kept.
  if (!body && Date.now() - handedOut < KEEP) lost++;
}
process.stdout.write(JSON.stringify({ lost, wrong, evicted: [...fetched.values()].some((times) => times > 1) }));
