import { expect, test } from 'vitest';
import { SharedWork } from '../../src/storage/shared-work.ts';

const what = 'copy of "a"';

test('work that several ask for is done once', async () => {
  const shared = new SharedWork<number>();
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([1, 2, 3].map(() => shared.join('a', work, { what })))).toEqual([1, 1, 1]);
  expect(await shared.join('a', work, { what })).toBe(2);
});

test('it is cancelled when the last who waits gives up, and not before', async () => {
  const shared = new SharedWork<number>();
  const [first, second] = [new AbortController(), new AbortController()];
  let stop: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    stop = signal;
    return new Promise<number>(() => {});
  };
  const joined = [first, second].map(({ signal }) => shared.join('a', work, { what, signal }));
  first.abort();
  await expect(joined[0]).rejects.toMatchObject({ code: 'PEN_ABORTED' });
  expect(stop?.aborted).toBe(false);
  second.abort();
  await expect(joined[1]).rejects.toMatchObject({ code: 'PEN_ABORTED' });
  expect(stop?.aborted).toBe(true);
  expect(await shared.join('a', async () => 1, { what })).toBe(1);
});

test('it fails for all who wait, and is done anew for those who come later', async () => {
  const shared = new SharedWork<number>();
  const fail = () => Promise.reject(new Error('no'));
  const joined = await Promise.allSettled([1, 2].map(() => shared.join('a', fail, { what })));
  expect(joined.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await shared.join('a', async () => 1, { what })).toBe(1);
});
