import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeS3 } from './fake-s3.ts';
import { openStore, text } from './open-store.ts';

const MIB = 1024 * 1024;
const once = { ifAbsent: true };
const options = { partSizeMiB: 5, parallelParts: 2, probe: false };
const content = Buffer.alloc(12 * MIB, 'some bytes');
for (let at = 0; at < content.length; at += 4096) content.writeUInt32LE(at, at);

let fake: FakeS3;
beforeEach(async () => {
  fake = await FakeS3.start();
});
afterEach(() => fake[Symbol.asyncDispose]());

async function largeFile(store: ObjectStore): Promise<string> {
  const path = join(await store.scratchDir(), 'large.parquet');
  await writeFile(path, content);
  return path;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('a large file goes up in parts and is gone afterwards', async () => {
  await using opened = await openStore(fake, { options });
  const path = await largeFile(opened.value);
  const info = await opened.value.putFile('a', path);
  expect(fake.takeOperations().sort()).toEqual([
    'CompleteMultipartUpload',
    'CreateMultipartUpload',
    ...Array(3).fill('UploadPart'),
  ]);
  expect(await isThere(path)).toBe(false);
  expect(info.size).toBe(content.length);
  expect((await opened.value.head('a'))?.etag).toBe(info.etag);
  expect(content.equals((await opened.value.get('a')) ?? Buffer.alloc(0))).toBe(true);
});

test('a large body goes up in parts too', async () => {
  await using opened = await openStore(fake, { options });
  await opened.value.put('a', content, once);
  expect(fake.bucket.objects.get('a')?.body.equals(content)).toBe(true);
  expect(fake.bucket.uploads.size).toBe(0);
});

test('put-if-absent of a large file is refused before anything goes up when the object exists', async () => {
  await using opened = await openStore(fake, { options });
  const path = await largeFile(opened.value);
  fake.bucket.store('a', 'theirs');
  await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.putFile('a', path, once));
  expect(fake.takeOperations()).toEqual(['HeadObject']);
  expect(await isThere(path)).toBe(true);
});

test('an object that appears during the upload wins: the file stays and the parts are freed', async () => {
  await using opened = await openStore(fake, { options });
  const path = await largeFile(opened.value);
  fake.next('CompleteMultipartUpload', { kind: 'before', run: (bucket) => bucket.store('a', 'theirs') });
  await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.putFile('a', path, once));
  expect(await text(opened.value, 'a')).toBe('theirs');
  expect(await isThere(path)).toBe(true);
  expect(fake.bucket.uploads.size).toBe(0);
});

test.each([once, {}])('a finish whose answer got lost is recognised (%o)', async (how) => {
  await using opened = await openStore(fake, { options });
  fake.next('CompleteMultipartUpload', { kind: 'lose' });
  const info = await opened.value.putFile('a', await largeFile(opened.value), how);
  expect(info).toMatchObject({ key: 'a', size: content.length });
  expect(fake.takeOperations().filter((name) => name === 'CreateMultipartUpload')).toHaveLength(1);
});

test('after a 409 the upload begins anew', async () => {
  await using opened = await openStore(fake, { options });
  fake.next('CompleteMultipartUpload', { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' });
  await opened.value.putFile('a', await largeFile(opened.value), once);
  const operations = fake.takeOperations();
  expect(operations.filter((name) => name === 'CreateMultipartUpload')).toHaveLength(2);
  expect(operations).toContain('AbortMultipartUpload');
  expect(fake.bucket.uploads.size).toBe(0);
});

test('a part that fails for good ends the upload, frees its parts and keeps the file', async () => {
  await using opened = await openStore(fake, { options });
  const path = await largeFile(opened.value);
  fake.next('UploadPart', { kind: 'refuse', status: 403, code: 'AccessDenied' });
  await rejectsWithCode('PEN_STORAGE_DENIED', () => opened.value.putFile('a', path));
  expect(fake.bucket.uploads.size).toBe(0);
  expect(await isThere(path)).toBe(true);
});

test('a part that fails in passing is sent again', async () => {
  await using opened = await openStore(fake, { options });
  fake.next('UploadPart', { kind: 'lose' }, { kind: 'refuse', status: 503, code: 'SlowDown' });
  await opened.value.putFile('a', await largeFile(opened.value), once);
  expect(fake.bucket.objects.get('a')?.body.equals(content)).toBe(true);
});

test('an abort stops an upload under way, frees its parts and keeps the file', async () => {
  await using opened = await openStore(fake, { options });
  const path = await largeFile(opened.value);
  const abort = new AbortController();
  fake.next('UploadPart', { kind: 'hang' }, { kind: 'before', run: () => abort.abort() });
  await rejectsWithCode('PEN_ABORTED', () => opened.value.putFile('a', path, { signal: abort.signal }));
  expect(fake.bucket.uploads.size).toBe(0);
  expect(await isThere(path)).toBe(true);
});

test('of racing uploads exactly one wins, and no parts stay', async () => {
  await using opened = await openStore(fake, { options });
  const tries = await Promise.allSettled([1, 2, 3].map(() => opened.value.put('a', content, once)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(fake.bucket.uploads.size).toBe(0);
});

test('a service that ignores the condition of uploads only is found out by the probe', async () => {
  fake.bucket.ignoresConditions = 'on uploads';
  await using opened = await openStore(fake, { options: { ...options, probe: true } });
  await opened.value.put('small', content.subarray(0, 10), once);
  await rejectsWithCode('PEN_STORAGE_UNSUPPORTED', () => opened.value.put('large', content, once));
  expect(fake.bucket.objects.has('large')).toBe(false);
});

test('a service that honours the condition of uploads passes the probe', async () => {
  await using opened = await openStore(fake, { options: { ...options, probe: true } });
  await opened.value.put('large', content, once);
  expect(fake.bucket.uploads.size).toBe(0);
});
