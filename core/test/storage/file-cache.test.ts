import { spawn } from 'node:child_process';
import { link, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileCache } from '../../src/storage/index.ts';

const SIZE = 1000;
let dir: string;
let folder: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'penstock-cache-'));
  folder = join(dir, 'cache');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = (maxBytes = 1e9, keepMs = 60_000) => FileCache.open({ folder, maxBytes, keepMs });
const object = (name: string, etag = '1') => ({ name, etag, size: SIZE });
const fill = (path: string) => writeFile(path, Buffer.alloc(SIZE, 1));
const never = () => Promise.reject(new Error('must not be fetched'));
const files = () => readdir(join(folder, 'files'));

/** As if it had been used this long ago. */
async function age(path: string, milliseconds: number): Promise<void> {
  const time = new Date(Date.now() - milliseconds);
  await utimes(path, time, time);
}

describe('copies', () => {
  test('are kept by name, etag and size, and found by another cache on the same folder', async () => {
    const path = await (await open()).file(object('lake/part-0.parquet'), fill);
    expect(path).toMatch(/\.parquet$/);
    expect(await (await open()).file(object('lake/part-0.parquet'), never)).toBe(path);
    expect(await (await open()).file(object('lake/part-0.parquet', '2'), fill)).not.toBe(path);
    expect(await files()).toHaveLength(2);
  });

  test('that lost bytes are fetched again', async () => {
    const cache = await open();
    const path = await cache.file(object('a'), fill);
    await truncate(path, 10);
    expect(await cache.file(object('a'), fill)).toBe(path);
    expect((await stat(path)).size).toBe(SIZE);
  });

  test('of the wrong size are refused, and nothing stays of them', async () => {
    const cache = await open();
    const short = (path: string) => writeFile(path, 'short');
    await expect(cache.file(object('a'), short)).rejects.toMatchObject({ code: 'PEN_STORAGE_FAILED' });
    expect(await files()).toEqual([]);
    expect(await readdir(join(folder, 'drafts'))).toEqual([]);
  });

  test('under way are cancelled when the caller gives up, and made anew for the next', async () => {
    const cache = await open();
    const abort = new AbortController();
    const giveUp = (_: string, signal: AbortSignal) => {
      abort.abort();
      return new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const call = cache.file(object('a'), giveUp, abort.signal);
    await expect(call).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    await expect(cache.file(object('a'), never, abort.signal)).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    await cache.file(object('a'), fill);
  });
});

describe('above the size allowed', () => {
  test('those unused for longest go, down to nine tenths', async () => {
    const cache = await open(10 * SIZE, 1000);
    const paths: string[] = [];
    for (let i = 0; i < 10; i++) paths.push(await cache.file(object(`a${i}`), fill));
    for (const [i, path] of paths.entries()) await age(path, 60_000 - i * 1000);
    await cache.file(object('a0'), never);
    await cache.file(object('new'), fill);
    const left = new Set(await files());
    expect(left.size).toBe(9);
    expect(paths.map((path) => left.has(path.slice(path.lastIndexOf('/') + 1)))).toEqual([
      true,
      false,
      false,
      ...Array(7).fill(true),
    ]);
  });

  test('those just handed out stay all the same', async () => {
    const cache = await open(2 * SIZE);
    for (let i = 0; i < 6; i++) await cache.file(object(`a${i}`), fill);
    expect(await files()).toHaveLength(6);
  });

  test('what other processes add counts too', async () => {
    const [here, there] = [await open(10 * SIZE, 0), await open(10 * SIZE, 0)];
    for (let i = 0; i < 40; i++) await (i % 2 ? here : there).file(object(`a${i}`), fill);
    expect((await files()).length).toBeLessThanOrEqual(12);
  });
});

test('a folder that somebody cleared is made again', async () => {
  const cache = await open();
  await cache.file(object('a'), fill);
  await rm(folder, { recursive: true });
  await cache.file(object('a'), fill);
  await rm(folder, { recursive: true });
  await fill(join(await cache.scratchDir(), 'part'));
});

describe('files handed over', () => {
  test('become copies without being read', async () => {
    const cache = await open();
    const path = join(await cache.scratchDir(), 'part');
    await fill(path);
    await cache.adopt(object('a'), path);
    expect(await readdir(await cache.scratchDir())).toEqual([]);
    expect((await readFile(await cache.file(object('a'), never))).length).toBe(SIZE);
  });

  test('that could change under us are not kept, but gone', async () => {
    const cache = await open();
    const path = join(await cache.scratchDir(), 'part');
    await fill(path);
    await link(path, join(dir, 'other-name'));
    await cache.adopt(object('a'), path);
    expect(await readdir(await cache.scratchDir())).toEqual([]);
    expect(await files()).toEqual([]);
  });
});

test('what crashed processes left is removed after a day', async () => {
  const cache = await open();
  const [old, young] = [join(folder, 'drafts', 'old'), join(folder, 'drafts', 'young')];
  for (const path of [old, young, join(await cache.scratchDir(), 'old')]) await writeFile(path, 'x');
  for (const path of [old, join(await cache.scratchDir(), 'old')]) await age(path, 25 * 3600_000);
  await open();
  expect(await readdir(join(folder, 'drafts'))).toEqual(['young']);
  expect(await readdir(await cache.scratchDir())).toEqual([]);
});

test('a folder that cannot be made is told', async () => {
  await writeFile(folder, 'a file');
  await expect(open()).rejects.toMatchObject({ code: 'PEN_STORAGE_FAILED' });
});

test('four processes that fill and trim one folder never lose a copy just handed out, nor see half of one', async () => {
  const script = fileURLToPath(new URL('cache-user.ts', import.meta.url));
  const use = async () => {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    return JSON.parse((await Array.fromAsync(child.stdout)).join(''));
  };
  const told = await Promise.all([1, 2, 3, 4].map(use));
  for (const item of told) expect(item).toMatchObject({ lost: 0, wrong: 0 });
  expect(told.some(({ evicted }) => evicted)).toBe(true);
  expect(await readdir(join(folder, 'drafts'))).toEqual([]);
});
