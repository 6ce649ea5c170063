import { rejectsWithCode } from '@penstock/core/testing';
import { azurite, needing } from '@penstock/services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as vitestTest } from 'vitest';
import { type Container, startContainer } from './container.ts';
import { FaultProxy } from './fault-proxy.ts';
import { bytes, keys, openStore, text } from './open-store.ts';

const MIB = 1024 * 1024;
const test = needing(vitestTest, azurite);
const once = { ifAbsent: true };
const body = bytes('ours');
const large = Buffer.alloc(12 * MIB, 'some bytes');
const options = { partSizeMiB: 5, parallelParts: 2 };

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

const theirs = (key: string, content = 'theirs') => ({
  kind: 'before' as const,
  run: () => container.blob(key).upload(content, content.length),
});

describe('a put', () => {
  test('whose answer got lost is repeated, and the 409 that its own object causes is no refusal', async () => {
    await using opened = await openStore(proxy, container);
    proxy.next('PutBlob', { kind: 'lose' });
    const info = await opened.value.put('log/1.json', body, once);
    expect(proxy.takeOperations()).toEqual(['PutBlob', 'PutBlob', 'GetProperties']);
    expect(info).toEqual(await opened.value.head('log/1.json'));
  });

  test('whose answer got lost is found to be stored when there are no attempts left', async () => {
    await using opened = await openStore(proxy, container, { options: { attempts: 2 } });
    proxy.next('PutBlob', { kind: 'lose' }, { kind: 'drop' });
    expect((await opened.value.put('a', body, once)).size).toBe(4);
    proxy.next('PutBlob', { kind: 'drop' }, { kind: 'drop' });
    await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.put('b', body, once));
    expect(await keys(opened.value)).toEqual(['a']);
  });

  test('does not take the object of another for its own', async () => {
    await using opened = await openStore(proxy, container);
    proxy.next('PutBlob', { kind: 'drop' }, theirs('a', 'ours'));
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', body, once));
  });

  test('that is refused because of a lease or a policy is not taken for one that lost', async () => {
    await using opened = await openStore(proxy, container);
    for (const fault of [
      { kind: 'refuse', status: 412, code: 'LeaseIdMissing' },
      { kind: 'refuse', status: 409, code: 'BlobImmutableDueToPolicy' },
    ] as const) {
      proxy.next('PutBlob', fault);
      await rejectsWithCode('PEN_STORAGE_DENIED', () => opened.value.put('a', body, once));
    }
    proxy.next('PutBlob', { kind: 'refuse', status: 409, code: 'SomethingElse' });
    await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.put('a', body, once));
  });

  test('is tried again when the service is busy or broken, and by nobody else', async () => {
    await using opened = await openStore(proxy, container);
    proxy.next('PutBlob', { kind: 'refuse', status: 503, code: 'ServerBusy' });
    proxy.next('PutBlob', { kind: 'refuse', status: 500, code: 'OperationTimedOut' });
    await opened.value.put('a', body);
    expect(proxy.takeOperations()).toEqual(['PutBlob', 'PutBlob', 'PutBlob']);
  });

  test('that gets no answer in time is PEN_TIMEOUT in the end', async () => {
    await using opened = await openStore(proxy, container, { options: { timeoutSeconds: 0.5, attempts: 2 } });
    proxy.next('PutBlob', { kind: 'hang' }, { kind: 'hang' });
    await rejectsWithCode('PEN_TIMEOUT', () => opened.value.put('b', body));
  });

  test('is stopped by an abort while it is under way', async () => {
    await using opened = await openStore(proxy, container);
    const abort = new AbortController();
    proxy.next('PutBlob', { kind: 'hang' });
    const heard = proxy.heard();
    const put = opened.value.put('a', body, { signal: abort.signal });
    await heard;
    abort.abort();
    await rejectsWithCode('PEN_ABORTED', () => put);
  });

  test('of a key with a backslash is refused, because Azure would store another', async () => {
    await using opened = await openStore(proxy, container);
    await rejectsWithCode('PEN_INVALID_KEY', () => opened.value.put('a\\b', body));
  });
});

describe('a large body', () => {
  test('goes up in blocks and comes back whole', async () => {
    await using opened = await openStore(proxy, container, { options });
    const info = await opened.value.put('a', large, once);
    expect(proxy.takeOperations().sort()).toEqual(['GetProperties', ...Array(3).fill('PutBlock'), 'PutBlockList']);
    expect(await opened.value.head('a')).toEqual(info);
    expect(large.equals((await opened.value.get('a')) ?? Buffer.alloc(0))).toBe(true);
  });

  test('is recognised when the answer to its last request got lost', async () => {
    await using opened = await openStore(proxy, container, { options });
    proxy.next('PutBlockList', { kind: 'lose' });
    expect((await opened.value.put('a', large, once)).size).toBe(large.length);
    expect(proxy.takeOperations().filter((name) => name === 'PutBlock')).toHaveLength(3);
  });

  test('loses against an object that appears meanwhile', async () => {
    await using opened = await openStore(proxy, container, { options });
    proxy.next('PutBlockList', theirs('a'));
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', large, once));
    expect(await text(opened.value, 'a')).toBe('theirs');
  });

  test('goes up anew when its blocks are gone', async () => {
    await using opened = await openStore(proxy, container, { options });
    proxy.next('PutBlockList', { kind: 'refuse', status: 400, code: 'InvalidBlockList' });
    await opened.value.put('a', large);
    expect(proxy.takeOperations().filter((name) => name === 'PutBlock')).toHaveLength(6);
  });

  test('replaces what others put meanwhile, though their put threw its blocks away', async () => {
    await using opened = await openStore(proxy, container, { options });
    proxy.next('PutBlockList', theirs('a'));
    await opened.value.put('a', large);
    expect((await opened.value.head('a'))?.size).toBe(large.length);
  });

  test('sent by several at once has one winner when it may only be created', async () => {
    await using opened = await openStore(proxy, container, { options });
    const tries = await Promise.allSettled([1, 2, 3].map(() => opened.value.put('a', large, once)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      tries.filter(({ status }) => status === 'rejected').map((item) => 'reason' in item && item.reason.code),
    ).toEqual(['PEN_ALREADY_EXISTS', 'PEN_ALREADY_EXISTS']);
  });
});
