import { capability } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { formatBootTree, openPlatform } from '@penstock/core/runtime';
import { describe, expect, test } from 'vitest';
import { Cursor, Ledger, Shelf } from '../fixtures/plugins/capabilities.ts';
import { memoryLog } from '../support/memory-log.ts';
import { openTestPlatform, telling, testPlan } from '../support/open-test-platform.ts';

const three = (options: Readonly<Record<string, string>> = {}) =>
  testPlan(
    `w: ${telling('watcher', options['w'])}`,
    `l: ${telling('ledger', options['l'])}`,
    `s: ${telling('shelf', options['s'])}`,
  );

describe('opening a platform', () => {
  test('sets up each plugin after what it needs, then says that it is ready', async () => {
    const { platform, log } = await openTestPlatform(await three());
    expect(log.lines()).toEqual([
      's: setup',
      'l: setup',
      'w: setup',
      'w: ledgers: 1',
      's: ready: s l w',
      'l: ready: s l w',
      'w: ready: s l w',
    ]);
    await platform.close();
  });

  test('without plugins works too', async () => {
    const { platform } = await openTestPlatform(await testPlan());
    expect(platform.all(Shelf)).toEqual([]);
    await platform.close();
  });

  test('sets up only what the wanted capabilities need', async () => {
    const { platform, log } = await openTestPlatform(await three(), { only: [Shelf] });
    expect(log.lines()).toEqual(['s: setup', 's: ready: s']);
    expect(() => platform.get(Ledger)).toThrow(
      expect.objectContaining({
        code: 'PEN_CAPABILITY_MISSING',
        message: expect.stringContaining('"l", which was not opened'),
      }),
    );
    await platform.close();
  });

  test('needs a plan that was loaded', async () => {
    const plan = JSON.parse(JSON.stringify(await testPlan()));
    await expect(openPlatform({ plan })).rejects.toMatchObject({ code: 'PEN_INTERNAL' });
  });

  test('tells how long each plugin took, as text', async () => {
    const { platform } = await openTestPlatform(await three());
    expect(platform.bootTree.plugins.map(({ id, needs }) => [id, needs])).toEqual([
      ['s', []],
      ['l', ['s']],
      ['w', ['l']],
    ]);
    expect(platform.bootTree.ms).toBeGreaterThanOrEqual(
      Math.max(...platform.bootTree.plugins.map((plugin) => plugin.ms)),
    );
    expect(formatBootTree(platform.bootTree)).toMatch(
      /^platform [\d.]+ ms\n├─ s \(shelf-test\) [\d.]+ ms\n├─ l \(ledger-test\) [\d.]+ ms ← s\n└─ w \(watcher-test\) [\d.]+ ms ← l$/,
    );
    await platform.close();
  });
});

describe('a set-up that does not come to an end', () => {
  const expected = [
    's: setup',
    'l: setup',
    's: closing: failed',
    'l: closing: failed',
    's: abort',
    'l: abort',
    'l: close',
    's: close',
  ];

  test('because the plugin throws: it is named with its place, and what was opened is closed', async () => {
    const log = memoryLog();
    const plan = await three({ l: '{ fail: setup, secret: x }' });
    await expect(openPlatform({ plan, log })).rejects.toMatchObject({
      code: 'PEN_PLUGIN_FAILED',
      message: 'Plugin "l" failed in setup: cannot connect with x',
      details: { plugin: 'l', hook: 'setup', at: 'penstock.yaml:3:3' },
      cause: { message: 'cannot connect with x' },
    });
    expect(log.lines()).toEqual(expected);
  });

  test('because it takes too long: it is named', async () => {
    const log = memoryLog();
    const plan = await three({ l: '{ hang: setup }' });
    await expect(openPlatform({ plan, log, setupTimeoutMs: 20 })).rejects.toMatchObject({
      code: 'PEN_PLUGIN_TIMEOUT',
      message: 'Plugin "l" (ledger-test) was not set up within 20 ms',
      details: { plugin: 'l', at: 'penstock.yaml:3:3' },
    });
    expect(log.lines()).toEqual(expected);
  });

  test('because it is cancelled', async () => {
    const log = memoryLog();
    const abort = new AbortController();
    const opening = openPlatform({ plan: await three({ l: '{ hang: setup }' }), log, signal: abort.signal });
    await expect.poll(() => log.lines()).toContain('l: setup');
    abort.abort();
    await expect(opening).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    expect(log.lines().toSorted()).toEqual(expected.toSorted());
  });

  test('because it was cancelled before: nothing is set up', async () => {
    const log = memoryLog();
    await expect(openPlatform({ plan: await three(), log, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'PEN_ABORTED',
    });
    expect(log.lines()).toEqual([]);
  });

  test('and a failure to close after it is logged, not thrown in its place', async () => {
    const log = memoryLog();
    const plan = await three({ l: '{ fail: setup }', s: '{ fail: close }' });
    await expect(openPlatform({ plan, log })).rejects.toMatchObject({ details: { plugin: 'l' } });
    expect(log.lines('error')).toEqual(['s: Plugin "s" failed in close: cannot close ']);
  });
});

describe('closing a platform', () => {
  test('tells so, aborts, and closes in the reverse order of set-up', async () => {
    const { platform, log } = await openTestPlatform(await three());
    const before = log.entries.length;
    await platform.close();
    expect(log.lines().slice(before)).toEqual([
      's: closing: closed',
      'l: closing: closed',
      'w: closing: closed',
      's: abort',
      'l: abort',
      'w: abort',
      'w: close',
      'l: close',
      's: close',
    ]);
  });

  test('attempts all, and names every plugin that failed', async () => {
    const { platform, log } = await openTestPlatform(
      await three({ w: '{ fail: close, secret: w }', s: '{ fail: close, secret: s }' }),
    );
    const closing = platform.close();
    await expect(closing).rejects.toMatchObject({
      code: 'PEN_CLOSE_FAILED',
      message:
        'Not everything could be closed: Plugin "w" failed in close: cannot close w; Plugin "s" failed in close: cannot close s',
    });
    await expect(closing).rejects.toHaveProperty('cause.errors.length', 2);
    expect(log.lines().slice(-3)).toEqual(['w: close', 'l: close', 's: close']);
  });

  test('does not wait for ever', async () => {
    const { platform, log } = await openTestPlatform(await three({ l: '{ hang: close }' }), { setupTimeoutMs: 20 });
    await expect(platform.close()).rejects.toMatchObject({ code: 'PEN_CLOSE_FAILED', details: { plugin: 'l' } });
    expect(log.lines().at(-1)).toBe('s: close');
  });

  test('twice closes once', async () => {
    const { platform, log } = await openTestPlatform(await three());
    await Promise.all([platform.close(), platform.close()]);
    await platform.close();
    expect(log.lines().filter((line) => line === 's: close')).toHaveLength(1);
  });

  test('happens at the end of a block that uses it', async () => {
    const log = memoryLog();
    {
      await using _ = await openPlatform({ plan: await three(), log });
    }
    expect(log.lines().at(-1)).toBe('s: close');
  });

  test('ends all look-ups and new runs', async () => {
    const { platform } = await openTestPlatform(await three());
    await platform.close();
    const closed = expect.objectContaining({ code: 'PEN_PLATFORM_CLOSED' });
    expect(() => platform.get(Shelf)).toThrow(closed);
    expect(() => platform.find(Shelf)).toThrow(closed);
    expect(() => platform.all(Shelf)).toThrow(closed);
    expect(() => platform.has(Shelf)).toThrow(closed);
    await expect(platform.openRun()).rejects.toEqual(closed);
  });

  test('of one does not touch another opened from the same plan', async () => {
    const plan = await three();
    const one = await openTestPlatform(plan);
    await using two = (await openTestPlatform(plan)).platform;
    await one.platform.close();
    expect(await two.get(Shelf).read('k')).toBe('k');
  });
});

test('what a set-up opens after it was given up is closed at once', async () => {
  const log = memoryLog();
  const plan = await testPlan("s: { use: './plugins/slow.ts' }");
  await expect(openPlatform({ plan, log, setupTimeoutMs: 5 })).rejects.toMatchObject({ code: 'PEN_PLUGIN_TIMEOUT' });
  await expect.poll(() => log.lines()).toEqual(['s: opened late', 's: closed late']);
  expect(log.lines('error')).toEqual(['s: Plugin "s" failed in close: cannot close']);
});

describe('looking up a capability', () => {
  const Unknown = capability<object>('unknown@1', { description: 'Nobody has it' });

  test('gives the one that provides it', async () => {
    await using opened = (await openTestPlatform(await three())).platform;
    expect(opened.get(Ledger).entries()).toEqual([]);
    expect(opened.find(Ledger)).toBe(opened.get(Ledger));
    expect(opened.has(Ledger)).toBe(true);
    expect(opened.all(Ledger)).toEqual([{ id: 'l', value: opened.get(Ledger) }]);
  });

  test('that nobody provides says what to add', async () => {
    await using opened = (await openTestPlatform(await three())).platform;
    expect(opened.find(Unknown)).toBeUndefined();
    expect(opened.has(Unknown)).toBe(false);
    expect(() => opened.get(Unknown)).toThrow(
      expect.objectContaining({
        code: 'PEN_CAPABILITY_MISSING',
        hint: 'Install a plugin that provides unknown@1 and add it under `plugins:`.',
      }),
    );
    expect(() => opened.get(ObjectStore, 'x')).toThrow('No plugin "x" of the configuration provides object-store@1');
  });

  test('that several provide needs an id', async () => {
    const plan = await testPlan(`a: ${telling('shelf')}`, `b: ${telling('shelf')}`);
    await using opened = (await openTestPlatform(plan)).platform;
    expect(() => opened.get(Shelf)).toThrow(
      expect.objectContaining({ code: 'PEN_CAPABILITY_AMBIGUOUS', message: 'Several plugins provide shelf@1: a, b' }),
    );
    expect(opened.get(Shelf, 'b')).toBe(opened.all(Shelf)[1]?.value);
    expect(opened.find(Shelf, 'c')).toBeUndefined();
  });
});

describe('a run', () => {
  const plan = () => testPlan(`c: ${telling('cursor')}`, `l: ${telling('ledger')}`, `s: ${telling('shelf')}`);

  test('has its own run-scoped plugins and shares the others', async () => {
    await using opened = (await openTestPlatform(await plan())).platform;
    await using one = await opened.openRun();
    await using two = await opened.openRun();
    expect(two.get(Cursor).number).toBe(one.get(Cursor).number + 1);
    expect(one.get(Ledger)).toBe(opened.get(Ledger));
    expect(two.get(Ledger)).toBe(opened.get(Ledger));
    expect([one.baseDir, one.stateDir, one.project]).toEqual([opened.baseDir, opened.stateDir, opened.project]);
    expect(() => opened.get(Cursor)).toThrow('cursor@1 is provided by "c", which lives only within a run');
  });

  test('closes only what is its own, and its plugins no longer hear hooks', async () => {
    const { platform, log } = await openTestPlatform(await plan());
    const run = await platform.openRun();
    const started = { pipeline: 'p', at: '', steps: [], resumed: false, by: 'test' };
    await run.hooks.notify('runStarted', { ...started, runId: '1' });
    await run.close();
    expect(() => run.get(Ledger)).toThrow(expect.objectContaining({ code: 'PEN_PLATFORM_CLOSED' }));
    await platform.hooks.notify('runStarted', { ...started, runId: '2' });
    const again = await platform.openRun();
    await again.hooks.notify('runStarted', { ...started, runId: '3' });
    expect(log.lines().filter((line) => line.startsWith('c:'))).toEqual([
      'c: setup',
      'c: run 1',
      'c: abort',
      'c: close',
      'c: setup',
      'c: run 3',
    ]);
    expect(platform.get(Ledger).entries()).toEqual([]);
    await platform.close();
  });

  test('that is still open is closed with the platform, before it', async () => {
    const { platform, log } = await openTestPlatform(await plan());
    await platform.openRun();
    await platform.close();
    expect(log.lines().filter((line) => line.endsWith('close'))).toEqual(['c: close', 'l: close', 's: close']);
  });

  test('whose plugin cannot be set up leaves the platform as it was', async () => {
    const failing = await testPlan(
      `c: ${telling('cursor', '{ fail: setup }')}`,
      `l: ${telling('ledger')}`,
      `s: ${telling('shelf')}`,
    );
    const { platform, log } = await openTestPlatform(failing);
    await expect(platform.openRun()).rejects.toMatchObject({ code: 'PEN_PLUGIN_FAILED', details: { plugin: 'c' } });
    expect(log.lines().at(-1)).toBe('c: close');
    expect(await platform.get(Shelf).read('k')).toBe('k');
    await platform.close();
  });

  test('can be cancelled while it is set up', async () => {
    const { platform } = await openTestPlatform(await plan());
    await expect(platform.openRun({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    await platform.close();
  });

  test('of a platform without run-scoped plugins shares its hooks', async () => {
    await using opened = (await openTestPlatform(await three())).platform;
    await using run = await opened.openRun();
    expect(run.hooks).toBe(opened.hooks);
  });
});

test('a failing listener is logged with its plugin, and the others hear the notice', async () => {
  const plan = await testPlan("a: { use: './plugins/deaf.ts' }", `s: ${telling('shelf')}`);
  const { platform, log } = await openTestPlatform(plan);
  expect(log.lines('warn')).toEqual(['a: Plugin "a" failed in platformReady: not listening']);
  expect(log.lines()).toContain('s: ready: a s');
  await platform.close();
});
