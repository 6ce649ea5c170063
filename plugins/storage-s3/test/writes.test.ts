import { rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeS3 } from './fake-s3.ts';
import { bytes, keys, openStore, text } from './open-store.ts';

const once = { ifAbsent: true };
const body = bytes('ours');

let fake: FakeS3;
beforeEach(async () => {
  fake = await FakeS3.start();
});
afterEach(() => fake[Symbol.asyncDispose]());

describe('a put whose answer got lost', () => {
  test('is repeated, and the 412 that its own object causes is no refusal', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.next('PutObject', { kind: 'lose' });
    const info = await opened.value.put('log/1.json', body, once);
    expect(fake.takeOperations()).toEqual(['PutObject', 'PutObject', 'HeadObject']);
    expect(info).toEqual(await opened.value.head('log/1.json'));
  });

  test('is found to be stored when there are no attempts left', async () => {
    await using opened = await openStore(fake, { options: { probe: false, attempts: 2 } });
    fake.next('PutObject', { kind: 'lose' }, { kind: 'drop' });
    expect((await opened.value.put('a', body, once)).size).toBe(4);
    fake.next('PutObject', { kind: 'drop' }, { kind: 'drop' });
    await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.put('b', body, once));
    expect(await keys(opened.value)).toEqual(['a']);
  });

  test('does not take the object of another for its own', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.next('PutObject', { kind: 'drop' }, { kind: 'before', run: (bucket) => bucket.store('a', 'theirs') });
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', body, once));
    expect(await text(opened.value, 'a')).toBe('theirs');
  });

  test('does not take an equal object of another for its own', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.next('PutObject', { kind: 'before', run: (bucket) => bucket.store('a', 'ours', { 'penstock-write': 'x' }) });
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', body, once));
  });

  test('is recognised even when somebody on the way repeated it', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.next('PutObject', {
      kind: 'before',
      run: (bucket) => {
        const id = fake.requests.at(-1)?.headers['x-amz-meta-penstock-write'] ?? '';
        bucket.store('a', 'ours', { 'penstock-write': id });
      },
    });
    expect((await opened.value.put('a', body, once)).size).toBe(4);
  });
});

describe('refusals', () => {
  test('a 409 settles nothing: the same put is sent again, with the same id', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    const conflict = { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' } as const;
    fake.next('PutObject', conflict, conflict, conflict);
    await opened.value.put('a', body, once);
    const ids = fake.requests.map(({ headers }) => headers['x-amz-meta-penstock-write']);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect(fake.takeOperations()).not.toContain('HeadObject');
  });

  test('a 409 and then a 412 is the object of another', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.next('PutObject', { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' });
    fake.next('PutObject', { kind: 'before', run: (bucket) => bucket.store('a', 'theirs') });
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', body, once));
  });

  test('304, the answer of old MinIO, counts as 412', async () => {
    await using opened = await openStore(fake, { options: { probe: false } });
    fake.bucket.store('a', 'theirs');
    fake.next('PutObject', { kind: 'refuse', status: 304, code: '' });
    await rejectsWithCode('PEN_ALREADY_EXISTS', () => opened.value.put('a', body, once));
  });

  test.each([
    [500, 'InternalError'],
    [503, 'SlowDown'],
    [429, 'TooManyRequests'],
    [400, 'RequestTimeout'],
    [400, 'BadDigest'],
  ])('%i %s is tried again', async (status, code) => {
    await using opened = await openStore(fake);
    fake.next('PutObject', { kind: 'refuse', status, code }, { kind: 'refuse', status, code });
    await opened.value.put('a', body);
    expect(fake.takeOperations()).toEqual(['PutObject', 'PutObject', 'PutObject']);
  });

  test('what stays busy fails after the attempts allowed, and the message tells how many', async () => {
    await using opened = await openStore(fake, { options: { attempts: 3 } });
    const busy = { kind: 'refuse', status: 503, code: 'SlowDown' } as const;
    fake.next('PutObject', busy, busy, busy);
    await expect(opened.value.put('a', body)).rejects.toMatchObject({
      code: 'PEN_STORAGE_FAILED',
      message: 'The put of "a" failed: the service is too busy (SlowDown, status 503) (3 attempts)',
    });
  });
});

describe('a service that ignores If-None-Match', () => {
  test('is found out before anything is written, and put-if-absent is refused', async () => {
    fake.bucket.ignoresConditions = 'always';
    await using opened = await openStore(fake);
    fake.bucket.store('a', 'theirs');
    for (let i = 0; i < 2; i++)
      await rejectsWithCode('PEN_STORAGE_UNSUPPORTED', () => opened.value.put('a', body, once));
    expect(await text(opened.value, 'a')).toBe('theirs');
    await opened.value.put('a', body);
    expect(await text(opened.value, 'a')).toBe('ours');
  });

  test('is trusted where the probe is turned off', async () => {
    fake.bucket.ignoresConditions = 'always';
    await using opened = await openStore(fake, { options: { probe: false } });
    await opened.value.put('a', body, once);
    expect(fake.takeOperations()).toEqual(['PutObject']);
  });

  test('is told from one that honours it by one request, once the probe object is there', async () => {
    for (const operations of [3, 2]) {
      await using opened = await openStore(fake);
      await opened.value.put(`a${operations}`, body, once);
      await opened.value.put(`b${operations}`, body, once);
      expect(fake.takeOperations()).toEqual(Array(operations + 1).fill('PutObject'));
    }
  });

  test('is asked again after a probe that could not be made', async () => {
    await using opened = await openStore(fake, { options: { attempts: 1 } });
    fake.next('PutObject', { kind: 'drop' });
    await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.put('a', body, once));
    await opened.value.put('a', body, once);
  });

  test('the probe object is neither listed nor a key', async () => {
    await using opened = await openStore(fake, { options: { prefix: 'deep/down' } });
    await opened.value.put('a', body, once);
    expect([...fake.bucket.objects.keys()].sort()).toEqual(['deep/down/.penstock-probe', 'deep/down/a']);
    expect(await keys(opened.value)).toEqual(['a']);
    await rejectsWithCode('PEN_INVALID_KEY', () => opened.value.put('.penstock-probe', body));
  });
});

describe('limits and cancelling', () => {
  test('a put that gets no answer in time is repeated, and PEN_TIMEOUT in the end', async () => {
    await using opened = await openStore(fake, { options: { timeoutSeconds: 0.5, attempts: 2 } });
    fake.next('PutObject', { kind: 'hang' });
    await opened.value.put('a', body);
    fake.next('PutObject', { kind: 'hang' }, { kind: 'hang' });
    await expect(opened.value.put('b', body)).rejects.toMatchObject({
      code: 'PEN_TIMEOUT',
      message: 'The put of "b" failed: no answer within 0.5 s (2 attempts)',
    });
  });

  test('an abort stops a put under way', async () => {
    await using opened = await openStore(fake);
    const abort = new AbortController();
    fake.next('PutObject', { kind: 'hang' });
    const heard = fake.heard();
    const put = opened.value.put('a', body, { signal: abort.signal });
    await heard;
    abort.abort();
    await rejectsWithCode('PEN_ABORTED', () => put);
  });

  test('an abort stops the wait before another attempt', async () => {
    await using opened = await openStore(fake, { options: { attempts: 20 } });
    const abort = new AbortController();
    fake.next('PutObject', ...Array(20).fill({ kind: 'refuse', status: 503, code: 'SlowDown' }));
    const heard = fake.heard();
    const put = opened.value.put('a', body, { signal: abort.signal });
    await heard;
    abort.abort();
    await rejectsWithCode('PEN_ABORTED', () => put);
  });

  test('a limit of the caller is PEN_TIMEOUT', async () => {
    await using opened = await openStore(fake);
    fake.next('PutObject', { kind: 'hang' });
    await rejectsWithCode('PEN_TIMEOUT', () => opened.value.put('a', body, { signal: AbortSignal.timeout(50) }));
  });
});
