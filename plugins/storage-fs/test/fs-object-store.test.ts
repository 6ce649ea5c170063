import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FsObjectStore } from '../src/fs-object-store.ts';
import plugin from '../src/index.ts';
import { assertFsKey, HIDDEN } from '../src/key-path.ts';

const body = new Uint8Array([1, 2, 3]);
let folder: string;
let store: FsObjectStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-fs-'));
  store = await FsObjectStore.open(join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keys(prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}

test('the root option is relative to the configuration, and `store` in the state folder by default', async () => {
  const given = await openPlugin<FsObjectStore>(plugin, { dir: folder, options: { root: 'lake' } });
  await given.value.put('a', body);
  expect(await readdir(join(folder, 'lake'))).toContain('a');
  const standard = await openPlugin<FsObjectStore>(plugin, { dir: folder });
  await standard.value.put('b', body);
  expect(await readdir(join(folder, '.penstock', 'store'))).toContain('b');
  await given.close();
  await standard.close();
});

test('a root that is a file is refused', async () => {
  await writeFile(join(folder, 'file'), 'x');
  await rejectsWithCode('PEN_CONFIG_INVALID', () => FsObjectStore.open(join(folder, 'file')));
  await rejectsWithCode('PEN_CONFIG_INVALID', () => FsObjectStore.open(join(folder, 'file', 'deeper')));
});

test('keys are paths below the root, character by character', async () => {
  await store.put('date=2001-01-01/a%2Fb ü.parquet', body);
  expect(await readFile(join(store.root, 'date=2001-01-01', 'a%2Fb ü.parquet'))).toEqual(Buffer.from(body));
  expect(store.uri('a b/%')).toBe(pathToFileURL(join(store.root, 'a b', '%')).href);
});

test('what lies in the folder already is in the store', async () => {
  await mkdir(join(store.root, 'landing'));
  await writeFile(join(store.root, 'landing', 'x.csv'), 'a,b');
  expect(await keys()).toEqual(['landing/x.csv']);
  expect((await store.head('landing/x.csv'))?.size).toBe(3);
});

test('symbolic links out of the store are refused by every call and left out of listings', async () => {
  const outside = join(folder, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'x');
  await symlink(outside, join(store.root, 'linked'));
  await symlink(join(outside, 'secret'), join(store.root, 'file'));
  for (const key of ['linked/secret', 'linked/new/deep', 'file']) {
    await rejectsWithCode('PEN_INVALID_KEY', () => store.get(key));
    await rejectsWithCode('PEN_INVALID_KEY', () => store.head(key));
    await rejectsWithCode('PEN_INVALID_KEY', () => store.put(key, body));
    await rejectsWithCode('PEN_INVALID_KEY', () => store.put(key, body, { ifAbsent: true }));
    await rejectsWithCode('PEN_INVALID_KEY', () => store.delete(key));
    await rejectsWithCode('PEN_INVALID_KEY', () => store.localFile(key));
  }
  await rejectsWithCode('PEN_INVALID_KEY', () => keys('linked/'));
  expect(await keys()).toEqual([]);
  expect(await readdir(outside)).toEqual(['secret']);
});

test('a store whose root is reached by a symbolic link works', async () => {
  await symlink(store.root, join(folder, 'alias'));
  const alias = await FsObjectStore.open(join(folder, 'alias'));
  await alias.put('a', body);
  expect(await store.get('a')).toEqual(body);
});

test('the hidden folder is no part of the key space', async () => {
  await store.scratchDir();
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put(`${HIDDEN}/a`, body));
  await writeFile(join(store.root, HIDDEN, 'put-left-behind'), 'x');
  expect(await keys()).toEqual([]);
  expect(await keys(HIDDEN)).toEqual([]);
  await store.put(`a/${HIDDEN}/b`, body);
  expect(await keys()).toEqual([`a/${HIDDEN}/b`]);
});

test('a key that is the folder of others, or lies below an object, is refused and nothing changes', async () => {
  await store.put('a/b', body);
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put('a', body));
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put('a', body, { ifAbsent: true }));
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put('a/b/c', body));
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put('a/b/c/d', body, { ifAbsent: true }));
  await rejectsWithCode('PEN_INVALID_KEY', () => store.put('x'.repeat(300), body));
  expect(await keys()).toEqual(['a/b']);
  expect(await readdir(join(store.root, HIDDEN))).toEqual([]);
});

test('folders without objects do not keep their name from becoming a key', async () => {
  await mkdir(join(store.root, 'a', 'b', 'c'), { recursive: true });
  await mkdir(join(store.root, 'd', 'e'), { recursive: true });
  await store.put('a', body);
  await store.put('d', body, { ifAbsent: true });
  expect(await keys()).toEqual(['a', 'd']);
});

test('deleting the last object of a folder removes the folder, but never the root', async () => {
  await store.put('a/b/c', body);
  await store.put('a/d', body);
  await store.delete('a/b/c');
  expect(await readdir(join(store.root, 'a'))).toEqual(['d']);
  await store.delete('a/d');
  expect(await readdir(store.root)).toEqual([HIDDEN]);
});

test('puts win over deletes that remove their folder at the same time', async () => {
  const other = await FsObjectStore.open(store.root);
  const put = async () => {
    for (let i = 0; i < 150; i++) await store.put(`x/y/${i}`, body, { ifAbsent: i % 2 === 0 });
  };
  const churn = async () => {
    for (let i = 0; i < 150; i++) {
      await other.put('x/y/z/other', body);
      await other.delete('x/y/z/other');
      await other.delete(`x/y/${i - 3 < 0 ? 'none' : i - 3}`);
    }
  };
  await Promise.all([put(), churn()]);
  expect((await keys('x/y/')).length).toBeGreaterThanOrEqual(3);
});

test('a file with a second name is copied, so that its other name cannot change the object', async () => {
  const path = join(await store.scratchDir(), 'part');
  await writeFile(path, 'one');
  await link(path, join(folder, 'other-name'));
  await store.putFile('a', path);
  await writeFile(join(folder, 'other-name'), 'two');
  expect(new TextDecoder().decode(await store.get('a'))).toBe('one');
});

test('putFile on the same volume moves without copying', async () => {
  const path = join(await store.scratchDir(), 'part');
  await writeFile(path, 'one');
  const handle = await (await import('node:fs/promises')).open(path);
  const { ino } = await handle.stat();
  await handle.close();
  const info = await store.putFile('a', path, { ifAbsent: true });
  expect(info.etag.endsWith(`-${ino.toString(36)}`)).toBe(true);
});

test('put, abort half-way: the object is absent and no temporary file stays', async () => {
  const abort = new AbortController();
  const put = store.put('large', new Uint8Array(64 * 1024 * 1024), { signal: abort.signal });
  setImmediate(() => abort.abort());
  await rejectsWithCode('PEN_ABORTED', () => put);
  expect(await keys()).toEqual([]);
  expect(await readdir(join(store.root, HIDDEN))).toEqual([]);
});

test('a limit that passes is PEN_TIMEOUT', async () => {
  const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
  await rejectsWithCode('PEN_TIMEOUT', () => store.put('a', body, { signal }));
});

test('on Windows, keys that its file systems would rewrite are refused', () => {
  for (const key of ['a\\..\\..\\b', 'c:x', 'a/b.', 'a /b', 'x?', 'x\u0001'])
    expect(() => assertFsKey(key, 'win32')).toThrow(expect.objectContaining({ code: 'PEN_INVALID_KEY' }));
  for (const key of ['a/b.c', '.x', 'date=2001', 'ü']) assertFsKey(key, 'win32');
});
