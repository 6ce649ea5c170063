import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeS3 } from './fake-s3.ts';
import { openStore } from './open-store.ts';

const MIB = 1024 * 1024;

let fake: FakeS3;
let dir: string;
beforeEach(async () => {
  fake = await FakeS3.start();
  dir = await mkdtemp(join(tmpdir(), 'penstock-s3-'));
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

test('a second reading costs one head, in another process as well', async () => {
  fake.bucket.store('part.csv.gz', 'content');
  for (const operations of [['HeadObject', 'GetObject'], ['HeadObject']]) {
    await using opened = await openStore(fake, { dir });
    const path = await opened.value.localFile('part.csv.gz');
    expect(path).toMatch(/\.csv\.gz$/);
    expect(await readFile(path, 'utf8')).toBe('content');
    expect(fake.takeOperations()).toEqual(operations);
  }
});

test('callers at the same time share one copy', async () => {
  fake.bucket.store('a', 'content');
  await using opened = await openStore(fake, { dir });
  const paths = await Promise.all(Array.from({ length: 20 }, () => opened.value.localFile('a')));
  expect(new Set(paths).size).toBe(1);
  expect(fake.takeOperations().filter((name) => name === 'GetObject')).toHaveLength(1);
});

test('a large object comes in parts, each tried again by itself', async () => {
  const content = Buffer.alloc(12 * MIB, 'some bytes');
  fake.bucket.store('a', content);
  await using opened = await openStore(fake, { dir, options: { partSizeMiB: 5, parallelParts: 2 } });
  fake.next('GetObject', { kind: 'cut' }, { kind: 'refuse', status: 503, code: 'SlowDown' });
  expect(content.equals(await readFile(await opened.value.localFile('a')))).toBe(true);
  expect(fake.takeOperations().filter((name) => name === 'GetObject')).toHaveLength(5);
});

test('a copy is never put together from two versions of an object', async () => {
  fake.bucket.store('a', Buffer.alloc(12 * MIB, 1));
  const replaced = Buffer.alloc(12 * MIB, 2);
  await using opened = await openStore(fake, { dir, options: { partSizeMiB: 5, parallelParts: 1 } });
  fake.next('GetObject', { kind: 'cut' }, { kind: 'before', run: (bucket) => bucket.store('a', replaced) });
  expect(replaced.equals(await readFile(await opened.value.localFile('a')))).toBe(true);
});

test('an object deleted while it is copied is PEN_NOT_FOUND', async () => {
  fake.bucket.store('a', 'content');
  await using opened = await openStore(fake, { dir });
  fake.next('GetObject', { kind: 'before', run: (bucket) => bucket.objects.delete('a') });
  await rejectsWithCode('PEN_NOT_FOUND', () => opened.value.localFile('a'));
});

test('an empty object has an empty copy', async () => {
  fake.bucket.store('a', '');
  await using opened = await openStore(fake, { dir });
  expect(await readFile(await opened.value.localFile('a'), 'utf8')).toBe('');
});

test('what was put from a file needs no fetching', async () => {
  await using opened = await openStore(fake, { dir, options: { probe: false } });
  const path = join(await opened.value.scratchDir(), 'part.parquet');
  await writeFile(path, 'content');
  await opened.value.putFile('part.parquet', path);
  expect(await readFile(await opened.value.localFile('part.parquet'), 'utf8')).toBe('content');
  expect(fake.takeOperations()).toEqual(['PutObject', 'HeadObject']);
});

test('an abort of one caller leaves the copy to the others; one that fails leaves nothing behind', async () => {
  fake.bucket.store('a', 'content');
  await using opened = await openStore(fake, { dir, options: { attempts: 1 } });
  const abort = new AbortController();
  fake.next('GetObject', { kind: 'before', run: () => abort.abort() });
  const [first, second] = await Promise.allSettled([
    opened.value.localFile('a', { signal: abort.signal }),
    opened.value.localFile('a'),
  ]);
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'PEN_ABORTED' } });
  expect(second.status).toBe('fulfilled');
  fake.bucket.store('b', 'content');
  fake.next('GetObject', { kind: 'drop' });
  await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.localFile('b'));
  expect(await readdir(join(dir, '.penstock', 'cache', 'storage-s3', 'drafts'))).toEqual([]);
});

test('the same key of another service has a copy of its own', async () => {
  fake.bucket.store('a', 'same');
  await using other = await FakeS3.start();
  other.bucket.store('a', 'same');
  await using here = await openStore(fake, { dir });
  await using there = await openStore(other, { dir });
  expect(await here.value.localFile('a')).not.toBe(await there.value.localFile('a'));
});
