import { rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeS3 } from './fake-s3.ts';
import { keys, openStore, text } from './open-store.ts';

let fake: FakeS3;
beforeEach(async () => {
  fake = await FakeS3.start();
  fake.bucket.store('a', '0123456789');
});
afterEach(() => fake[Symbol.asyncDispose]());

describe('get', () => {
  test('an answer that breaks off is asked for again', async () => {
    await using opened = await openStore(fake);
    fake.next('GetObject', { kind: 'cut' }, { kind: 'cut' });
    expect(await text(opened.value, 'a')).toBe('0123456789');
    expect(fake.takeOperations()).toHaveLength(3);
  });

  test('the last bytes cost one request', async () => {
    await using opened = await openStore(fake);
    const range = { start: -3 };
    expect(await opened.value.get('a', { range })).toEqual(new TextEncoder().encode('789'));
    expect(fake.takeOperations()).toEqual(['GetObject']);
  });

  test('a range of the end that was replaced meanwhile is read again', async () => {
    await using opened = await openStore(fake);
    fake.next('GetObject', { kind: 'before', run: (bucket) => bucket.store('a', 'abcdef') });
    const got = await opened.value.get('a', { range: { start: -8, end: 5 } });
    expect(new TextDecoder().decode(got)).toBe('abcde');
  });

  test('damaged bytes are noticed by their checksum and asked for again', async () => {
    await using opened = await openStore(fake);
    fake.next('GetObject', { kind: 'damage' });
    expect(await text(opened.value, 'a')).toBe('0123456789');
    expect(fake.takeOperations()).toHaveLength(2);
  });

  test('bodies have no spare room behind them', async () => {
    await using opened = await openStore(fake);
    expect((await opened.value.get('a'))?.buffer.byteLength).toBe(10);
  });
});

describe('listing', () => {
  test('goes on over pages, and one that fails in passing is asked for again', async () => {
    for (let i = 0; i < 2500; i++) fake.bucket.store(`many/${String(i).padStart(5, '0')}`, '');
    await using opened = await openStore(fake);
    fake.next('ListObjectsV2', { kind: 'refuse', status: 500, code: 'InternalError' }, { kind: 'cut' });
    const found = await keys(opened.value, 'many/');
    expect(found).toHaveLength(2500);
    expect(found.at(-1)).toBe('many/02499');
    expect(fake.takeOperations()).toHaveLength(5);
  });

  test('starts at the service after the key, and not at the beginning', async () => {
    for (let i = 0; i < 2500; i++) fake.bucket.store(`many/${String(i).padStart(5, '0')}`, '');
    await using opened = await openStore(fake, { options: { prefix: 'many' } });
    const found = await Array.fromAsync(opened.value.list('', { startAfter: '02497' }), ({ key }) => key);
    expect(found).toEqual(['02498', '02499']);
    expect(fake.takeOperations()).toHaveLength(1);
  });

  test('passes over names that are no keys', async () => {
    for (const name of ['folder/', 'x//y', 'ok']) fake.bucket.store(`p/${name}`, '');
    await using opened = await openStore(fake, { options: { prefix: 'p' } });
    expect(await keys(opened.value)).toEqual(['ok']);
  });

  test('that is not sorted is PEN_STORAGE_UNSUPPORTED', async () => {
    fake.bucket.store('b', '');
    fake.bucket.listing = 'reversed';
    await using opened = await openStore(fake);
    await rejectsWithCode('PEN_STORAGE_UNSUPPORTED', () => keys(opened.value));
  });

  test('of a directory bucket is refused from the start', async () => {
    await expect(openStore(fake, { options: { bucket: 'lake--use1-az4--x-s3' } })).rejects.toThrow(/directory bucket/);
  });
});

test('a delete whose answer got lost is repeated', async () => {
  await using opened = await openStore(fake);
  fake.next('DeleteObject', { kind: 'lose' });
  await opened.value.delete('a');
  expect(fake.bucket.objects.size).toBe(0);
});
