import type { PenstockError } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { HookBus } from '../../src/hooks/hook-bus.ts';
import { gateNames, noticeNames, transformNames } from '../../src/hooks/lifecycle.ts';

const proposal = { pipeline: 'p', tags: {} };
const retrain = { model: 'm', monitor: 'w', reason: 'drift' };

function busWithFailures() {
  const failures: PenstockError[] = [];
  return { bus: new HookBus((error) => failures.push(error)), failures };
}

describe('the kind of a hook', () => {
  test('is told by its name', () => {
    expect(gateNames.every((name) => name.endsWith('Requested'))).toBe(true);
    expect(transformNames.every((name) => name.endsWith('Proposed'))).toBe(true);
    expect(noticeNames.some((name) => /(Requested|Proposed)$/.test(name))).toBe(false);
    expect(new Set([...gateNames, ...transformNames, ...noticeNames]).size).toBe(
      gateNames.length + transformNames.length + noticeNames.length,
    );
  });

  test('that does not exist is refused, with the plugin that asked', () => {
    const { bus } = busWithFailures();
    const unknown = 'runStartet' as 'runStarted';
    expect(() => bus.on('p', unknown, () => {})).toThrow(
      expect.objectContaining({ code: 'PEN_HOOK_INVALID', details: { plugin: 'p', at: 'runStartet' } }),
    );
  });
});

describe('a notice', () => {
  test('is told to every listener, by stage and then in the order of registration, one after another', async () => {
    const { bus } = busWithFailures();
    const heard: string[] = [];
    const listener = (name: string) => async () => {
      heard.push(`${name} begins`);
      await Promise.resolve();
      heard.push(`${name} ends`);
    };
    bus.on('late', 'platformReady', listener('late'), { stage: 10 });
    bus.on('a', 'platformReady', listener('a'));
    bus.on('early', 'platformReady', listener('early'), { stage: -1 });
    bus.on('b', 'platformReady', listener('b'));
    await bus.notify('platformReady', { plugins: [] });
    expect(heard).toEqual(['early', 'a', 'b', 'late'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test('never fails: what a listener throws is reported with its plugin, and the next one is told', async () => {
    const { bus, failures } = busWithFailures();
    let told = false;
    bus.on('a', 'platformReady', () => {
      throw new Error('no');
    });
    bus.on('b', 'platformReady', () => {
      told = true;
    });
    await bus.notify('platformReady', { plugins: [] });
    expect(told).toBe(true);
    expect(failures).toMatchObject([
      { code: 'PEN_PLUGIN_FAILED', details: { plugin: 'a', hook: 'platformReady' }, cause: { message: 'no' } },
    ]);
  });

  test('without listeners does nothing', async () => {
    await expect(busWithFailures().bus.notify('platformClosing', { reason: 'closed' })).resolves.toBeUndefined();
  });
});

describe('a gate', () => {
  test('is open while nobody objects', async () => {
    const { bus } = busWithFailures();
    bus.on('a', 'retrainRequested', () => {});
    bus.on('b', 'retrainRequested', () => undefined);
    expect(await bus.ask('retrainRequested', retrain)).toBeUndefined();
  });

  test('answers with the first denial and its plugin; later listeners are not asked', async () => {
    const { bus } = busWithFailures();
    let asked = false;
    bus.on('a', 'retrainRequested', async () => ({ deny: 'not today', pending: true }));
    bus.on('b', 'retrainRequested', () => {
      asked = true;
    });
    expect(await bus.ask('retrainRequested', retrain)).toEqual({ deny: 'not today', pending: true, plugin: 'a' });
    expect(asked).toBe(false);
  });

  test('is closed by a listener that throws', async () => {
    const { bus } = busWithFailures();
    bus.on('a', 'retrainRequested', () => {
      throw new Error('broken');
    });
    expect(await bus.ask('retrainRequested', retrain)).toEqual({
      deny: 'Plugin "a" failed in retrainRequested: broken',
      plugin: 'a',
    });
  });

  test('is closed by an answer that means nothing', async () => {
    const { bus } = busWithFailures();
    const nonsense = (() => true) as unknown as () => undefined;
    bus.on('a', 'retrainRequested', nonsense);
    expect(await bus.ask('retrainRequested', retrain)).toMatchObject({
      plugin: 'a',
      deny: expect.stringContaining('neither'),
    });
  });
});

describe('a transform', () => {
  test('hands each listener what the one before made of it', async () => {
    const { bus } = busWithFailures();
    bus.on('a', 'runProposed', (run) => ({ ...run, tags: { ...run.tags, a: '1' } }));
    bus.on('b', 'runProposed', () => {});
    bus.on('c', 'runProposed', async (run) => ({
      ...run,
      tags: { ...run.tags, c: String(Object.keys(run.tags).length) },
    }));
    expect(await bus.transform('runProposed', proposal)).toEqual({ pipeline: 'p', tags: { a: '1', c: '1' } });
    expect(proposal.tags).toEqual({});
  });

  test('without listeners gives back what it was given', async () => {
    expect(await busWithFailures().bus.transform('runProposed', proposal)).toBe(proposal);
  });

  test('fails when a listener does, with its plugin', async () => {
    const { bus } = busWithFailures();
    bus.on('a', 'runProposed', () => {
      throw new Error('no');
    });
    await expect(bus.transform('runProposed', proposal)).rejects.toMatchObject({
      code: 'PEN_PLUGIN_FAILED',
      details: { plugin: 'a', hook: 'runProposed' },
    });
  });
});

test('a forked bus has the listeners of the first, and keeps its own to itself', async () => {
  const { bus } = busWithFailures();
  const heard: string[] = [];
  bus.on('a', 'platformReady', () => void heard.push('a'), { stage: 1 });
  const fork = bus.fork();
  fork.on('b', 'platformReady', () => void heard.push('b'));
  await fork.notify('platformReady', { plugins: [] });
  await bus.notify('platformReady', { plugins: [] });
  expect(heard).toEqual(['b', 'a', 'a']);
});
