import { type ErrorCode, PenstockError } from '@penstock/core';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';
import { withPut } from './support/store-wrappers.ts';
import { append, rowsOf } from './support/tables.ts';

/** Tables whose next commit put fails with `code`, before or after it took effect. */
async function failing(code: ErrorCode, when: 'before' | 'after', then?: (rival: typeof append) => Promise<unknown>) {
  const store = memoryObjectStore();
  const rival = deltaTables(store).tables;
  let armed = false;
  const hooked = withPut(store, async (put, key, body, options) => {
    if (!armed || !key.endsWith('.json')) return put(key, body, options);
    armed = false;
    if (when === 'after') await put(key, body, options);
    await then?.((_tables, ...rest) => append(rival, ...rest));
    throw new PenstockError(code, 'the connection broke');
  });
  const { tables } = deltaTables(hooked);
  await append(tables, 't', 1);
  armed = true;
  return tables;
}

describe('a commit put with an uncertain end', () => {
  for (const code of ['PEN_TIMEOUT', 'PEN_STORAGE_FAILED'] as const) {
    test(`${code} after it landed is a success, once`, async () => {
      const tables = await failing(code, 'after');
      expect(await append(tables, 't', 2)).toEqual({ version: 1, committed: true });
      expect(await append(tables, 't', 3)).toEqual({ version: 2, committed: true });
      expect(await rowsOf(tables, 't')).toEqual([1, 2, 3]);
    });

    test(`${code} before it landed is tried again`, async () => {
      const tables = await failing(code, 'before');
      expect(await append(tables, 't', 2)).toEqual({ version: 1, committed: true });
      expect(await rowsOf(tables, 't')).toEqual([1, 2]);
    });

    test(`${code} while another took the version goes on to the next`, async () => {
      const tables = await failing(code, 'before', (rival) => rival(tables, 't', 5));
      expect(await append(tables, 't', 2)).toEqual({ version: 2, committed: true });
      expect(await rowsOf(tables, 't')).toEqual([1, 2, 5]);
    });
  }

  test('landed and overtaken at once is still ours', async () => {
    const tables = await failing('PEN_TIMEOUT', 'after', (rival) => rival(tables, 't', 5));
    expect(await append(tables, 't', 2)).toEqual({ version: 1, committed: true });
    expect(await rowsOf(tables, 't')).toEqual([1, 2, 5]);
  });

  test('the first answer was lost and the store says the object exists: it is ours', async () => {
    const tables = await failing('PEN_ALREADY_EXISTS', 'after');
    expect(await append(tables, 't', 2)).toEqual({ version: 1, committed: true });
    expect(await rowsOf(tables, 't')).toEqual([1, 2]);
  });

  test('cancelled after it landed is a success, before it is PEN_ABORTED', async () => {
    const landed = await failing('PEN_ABORTED', 'after');
    expect(await append(landed, 't', 2)).toEqual({ version: 1, committed: true });
    const cancelled = await failing('PEN_ABORTED', 'before');
    await rejectsWithCode('PEN_ABORTED', () => append(cancelled, 't', 2));
    expect(await rowsOf(cancelled, 't')).toEqual([1]);
  });

  test('other failures are passed on', async () => {
    const tables = await failing('PEN_STORAGE_FULL', 'before');
    await rejectsWithCode('PEN_STORAGE_FULL', () => append(tables, 't', 2));
    expect(await rowsOf(tables, 't')).toEqual([1]);
  });

  test('when it cannot be read back the error says that the end is not known', async () => {
    const store = memoryObjectStore();
    const broken = withPut(store, async () => {
      throw new PenstockError('PEN_TIMEOUT', 'too slow');
    });
    const get = store.get.bind(store);
    Object.assign(broken, {
      get: async (key: string) => {
        if (key.endsWith('.json')) throw new PenstockError('PEN_STORAGE_FAILED', 'the connection broke');
        return get(key);
      },
    });
    const error = await rejectsWithCode('PEN_TIMEOUT', () => append(deltaTables(broken).tables, 't', 1));
    expect(error.message).toMatch(/is not known/);
    expect(error.hint).toMatch(/transaction/);
  });
});
