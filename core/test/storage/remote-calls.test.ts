import { afterEach, describe, expect, test, vi } from 'vitest';
import { RemoteCalls } from '../../src/storage/remote-calls.ts';
import { MemoryBackend, ServiceError } from './memory-backend.ts';

const call = { what: 'get', key: 'a' };
const limits = { attempts: 6, timeoutMs: 1000, firstDelayMs: 100, maxDelayMs: 400 };
const backend = new MemoryBackend();

/** Calls whose waits are written down and take no time. */
function recorded(): { readonly calls: RemoteCalls; readonly waits: number[] } {
  const waits: number[] = [];
  const calls = new RemoteCalls(backend, limits, async (milliseconds) => void waits.push(milliseconds));
  return { calls, waits };
}

describe('waits between attempts', () => {
  test('are random between nothing and a bound that doubles up to a limit', async () => {
    const { calls, waits } = recorded();
    for (let i = 0; i < 200; i++) await calls.outcome(call, () => Promise.reject(new ServiceError('transient')));
    for (const [at, bound] of [100, 200, 400, 400, 400].entries()) {
      const nth = waits.filter((_, i) => i % 5 === at);
      expect(nth).toHaveLength(200);
      expect(Math.max(...nth)).toBeLessThanOrEqual(bound);
      expect(Math.max(...nth)).toBeGreaterThan(bound * 0.8);
      expect(Math.min(...nth)).toBeLessThan(bound * 0.2);
    }
  });

  test('are at least as long as the service asks, up to the limit', async () => {
    const { calls, waits } = recorded();
    await calls.outcome(call, () => Promise.reject(new ServiceError('transient', 150)));
    await calls.outcome(call, () => Promise.reject(new ServiceError('transient', 1e9)));
    expect(waits.slice(0, 5).every((wait) => wait >= 150 && wait <= 550)).toBe(true);
    expect(waits.slice(5).every((wait) => wait >= 400 && wait <= 800)).toBe(true);
  });
});

describe('outcomes', () => {
  test.each([
    ['transient', 6, true],
    ['conflict', 6, false],
    ['condition', 1, false],
    ['final', 1, false],
  ] as const)('%s: %i attempts, uncertain %s', async (kind, attempts, uncertain) => {
    const { calls } = recorded();
    const outcome = await calls.outcome(call, () => Promise.reject(new ServiceError(kind)));
    expect(outcome.refused).toMatchObject({ attempts, uncertain, failure: { kind } });
  });

  test('what failed in passing before a condition did not hold stays uncertain', async () => {
    const { calls } = recorded();
    const kinds = ['transient', 'condition'] as const;
    let at = 0;
    const outcome = await calls.outcome(call, () => Promise.reject(new ServiceError(kinds[at++] ?? 'final')));
    expect(outcome.refused).toMatchObject({ attempts: 2, uncertain: true, failure: { kind: 'condition' } });
  });

  test('errors tell what was tried and how often, and carry the cause', async () => {
    const { calls } = recorded();
    await expect(calls.value(call, () => Promise.reject(new ServiceError('transient')))).rejects.toMatchObject({
      code: 'PEN_STORAGE_FAILED',
      message: 'The get of "a" failed: the service says transient (6 attempts)',
      details: { at: 'a' },
      cause: { message: 'The service says transient' },
    });
  });
});

describe('the limit of an attempt', () => {
  afterEach(() => vi.useRealTimers());

  test('counts from the last bytes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { calls } = recorded();
    const { promise, resolve } = Promise.withResolvers<string>();
    let progress = () => {};
    const running = calls.value(call, (attempt) => {
      progress = attempt.progress;
      return promise;
    });
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(900);
      progress();
    }
    resolve('done');
    expect(await running).toBe('done');
    progress();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends an attempt even when nobody heeds its signal', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { calls } = recorded();
    let attempts = 0;
    const running = calls.value(call, () => {
      attempts++;
      return new Promise(() => {});
    });
    const failed = expect(running).rejects.toMatchObject({ code: 'PEN_TIMEOUT' });
    await vi.advanceTimersByTimeAsync(6000);
    await failed;
    expect(attempts).toBe(6);
  });
});
