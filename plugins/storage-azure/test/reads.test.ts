import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { azurite, needing } from '@penstock/services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as vitestTest } from 'vitest';
import { type Container, startContainer } from './container.ts';
import { FaultProxy } from './fault-proxy.ts';
import { bytes, keys, openStore, text } from './open-store.ts';

const MIB = 1024 * 1024;
const test = needing(vitestTest, azurite);

let container: Container;
let proxy: FaultProxy;
beforeAll(async () => {
  if (azurite.present) container = await startContainer();
});
afterAll(() => container?.close());
beforeEach(async () => {
  if (azurite.present) proxy = await FaultProxy.start(container.url);
});
afterEach(() => proxy?.[Symbol.asyncDispose]());

describe('get', () => {
  test('an answer that breaks off is asked for again, by the store alone', async () => {
    await using opened = await openStore(proxy, container);
    await opened.value.put('a', bytes('0123456789'));
    proxy.takeOperations();
    proxy.next('GetBlob', { kind: 'cut' });
    expect(await text(opened.value, 'a')).toBe('0123456789');
    expect(proxy.takeOperations()).toEqual(['GetBlob', 'GetBlob']);
  });

  test('a range of the end that was replaced meanwhile is read again', async () => {
    await using opened = await openStore(proxy, container);
    await opened.value.put('a', bytes('0123456789'));
    proxy.next('GetBlob', { kind: 'before', run: () => container.blob('a').upload('abcdef', 6) });
    const got = await opened.value.get('a', { range: { start: -3 } });
    expect(new TextDecoder().decode(got)).toBe('def');
  });
});

describe('listing', () => {
  test('starts at the service after the key, where the order of the service allows it', async () => {
    await using opened = await openStore(proxy, container);
    const names = ['a', 'b', 'c\uff21', 'c\u{1f600}', 'd'];
    for (const name of names) await opened.value.put(name, bytes('x'));
    for (const [i, startAfter] of names.entries())
      expect(await Array.fromAsync(opened.value.list('', { startAfter }), ({ key }) => key)).toEqual(
        names.slice(i + 1),
      );
  });

  test('goes on over pages', async () => {
    await using opened = await openStore(proxy, container);
    const names = Array.from({ length: 5100 }, (_, i) => String(i).padStart(5, '0'));
    for (let i = 0; i < names.length; i += 100)
      await Promise.all(names.slice(i, i + 100).map((name) => container.blob(name).upload('', 0)));
    expect(await keys(opened.value)).toEqual(names);
    expect(proxy.takeOperations()).toEqual(['ListBlobs', 'ListBlobs']);
  });
});

describe('in an account with a hierarchical namespace (a proxy says that it is one)', () => {
  const folder = { metadata: { hdi_isfolder: 'true' } };
  beforeEach(() => {
    if (azurite.present) proxy.answerHeaders = { 'x-ms-is-hns-enabled': 'true' };
  });

  test('folders are neither listed nor read', async () => {
    await using opened = await openStore(proxy, container);
    await container.blob('a').upload('', 0, folder);
    await container.blob('a/b').upload('x', 1);
    expect(await keys(opened.value)).toEqual(['a/b']);
    expect(await opened.value.head('a')).toBeUndefined();
    expect(await opened.value.get('a')).toBeUndefined();
  });

  test('listings are sorted here, whole', async () => {
    await using opened = await openStore(proxy, container);
    for (const name of ['a/b', 'a-b', 'a0']) await container.blob(name).upload('x', 1);
    expect(await keys(opened.value)).toEqual(['a-b', 'a/b', 'a0']);
  });

  test('deleting a folder that is not empty does nothing', async () => {
    await using opened = await openStore(proxy, container);
    proxy.next('DeleteBlob', { kind: 'refuse', status: 409, code: 'DirectoryIsNotEmpty' });
    await opened.value.delete('a');
  });

  test('so is an account of which nothing may be asked', async () => {
    proxy.answerHeaders = {};
    proxy.next('GetAccountInfo', { kind: 'refuse', status: 403, code: 'AuthorizationPermissionMismatch' });
    await using opened = await openStore(proxy, container);
    await container.blob('a').upload('', 0, folder);
    expect(await keys(opened.value)).toEqual([]);
  });
});

describe('local copies', () => {
  test('a second reading costs one request, and a replaced object is fetched anew', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-azure-'));
    try {
      await using opened = await openStore(proxy, container, { dir });
      await opened.value.put('part.parquet', bytes('one'));
      proxy.takeOperations();
      expect(await readFile(await opened.value.localFile('part.parquet'), 'utf8')).toBe('one');
      expect(await readFile(await opened.value.localFile('part.parquet'), 'utf8')).toBe('one');
      expect(proxy.takeOperations()).toEqual(['GetProperties', 'GetBlob', 'GetProperties']);
      await opened.value.put('part.parquet', bytes('two'));
      expect(await readFile(await opened.value.localFile('part.parquet'), 'utf8')).toBe('two');
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('are never put together from two versions of an object', async () => {
    await using opened = await openStore(proxy, container, { options: { partSizeMiB: 5, parallelParts: 1 } });
    const replaced = Buffer.alloc(12 * MIB, 2);
    await opened.value.put('a', Buffer.alloc(12 * MIB, 1));
    proxy.next('GetBlob', { kind: 'cut' });
    proxy.next('GetBlob', { kind: 'before', run: () => container.blob('a').upload(replaced, replaced.length) });
    expect(replaced.equals(await readFile(await opened.value.localFile('a')))).toBe(true);
  });
});
