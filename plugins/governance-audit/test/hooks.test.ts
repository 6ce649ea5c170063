import { PenstockError, plainJson, secret } from '@penstock/core';
import type { AuditEntry, AuditLog, ObjectStore } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';

async function entries(log: AuditLog): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for await (const entry of log.read()) found.push(entry);
  return found;
}

const promotion = { model: 'm', version: '1', alias: 'champion', metrics: { auc: 0.7 }, slices: [], by: 'ada' };

test('notices and requests are recorded in order, with the person behind them or `system`', async () => {
  await using opened = await openPlugin<AuditLog>(plugin, { needs: { store: memoryObjectStore() } });
  await opened.hooks.notify('platformReady', { plugins: ['a'] });
  await opened.hooks.ask('runRequested', {
    runId: 'r',
    pipeline: 'p',
    by: 'ada',
    proposal: { pipeline: 'p', tags: {} },
  });
  await opened.hooks.notify('stepStarted', {
    runId: 'r',
    pipeline: 'p',
    step: 's',
    kind: 'table',
    at: '2001-01-01T00:00:00Z',
  });
  await opened.hooks.ask('promotionRequested', promotion);
  const found = await entries(opened.value);
  expect(found.map(({ event, actor }) => [event, actor])).toEqual([
    ['platformReady', 'system'],
    ['runRequested', 'ada'],
    ['stepStarted', 'system'],
    ['promotionRequested', 'ada'],
  ]);
  expect(found[3]?.data).toEqual(promotion);
});

test('a request that another gate denies is on record', async () => {
  await using opened = await openPlugin<AuditLog>(plugin, { needs: { store: memoryObjectStore() } });
  opened.hooks.on('strict', 'promotionRequested', () => ({ deny: 'no' }), { stage: -10 });
  expect(await opened.hooks.ask('promotionRequested', promotion)).toMatchObject({ plugin: 'strict' });
  expect((await entries(opened.value)).map(({ event }) => event)).toEqual(['promotionRequested']);
});

test('the events option narrows what is recorded, the prefix option says where', async () => {
  const store = memoryObjectStore();
  const options = { prefix: 'gov/log', events: ['modelPromoted'] };
  await using opened = await openPlugin<AuditLog>(plugin, { needs: { store }, options });
  await opened.hooks.notify('platformReady', { plugins: [] });
  await opened.hooks.notify('modelPromoted', { model: 'm', version: '1', alias: 'champion', by: 'ada' });
  expect((await entries(opened.value)).map(({ event }) => event)).toEqual(['modelPromoted']);
  expect(await store.head('gov/log/000000000001.json')).toBeDefined();
});

test('unknown events, options and prefixes are refused', async () => {
  const needs = { store: memoryObjectStore() };
  await expect(openPlugin(plugin, { needs, options: { events: ['modelStolen'] } })).rejects.toThrow();
  await expect(openPlugin(plugin, { needs, options: { colour: 'red' } })).rejects.toThrow();
  await rejectsWithCode('PEN_INVALID_KEY', () => openPlugin(plugin, { needs, options: { prefix: '../audit' } }));
});

test('a store that fails denies nothing and stops nothing', async () => {
  const failing: ObjectStore = {
    ...memoryObjectStore(),
    head: async () => undefined,
    async *list() {},
    put: async () => {
      throw new PenstockError('PEN_STORAGE_FULL', 'full');
    },
  };
  await using opened = await openPlugin<AuditLog>(plugin, { needs: { store: failing } });
  expect(await opened.hooks.ask('promotionRequested', promotion)).toBeUndefined();
  await opened.hooks.notify('platformReady', { plugins: [] });
  expect(opened.failures).toEqual([]);
  await rejectsWithCode('PEN_STORAGE_FULL', () => opened.value.append('test', 'ada', 1));
});

test('closing writes what was taken and takes no more', async () => {
  const store = memoryObjectStore();
  const opened = await openPlugin<AuditLog>(plugin, { needs: { store } });
  const appended = [1, 2, 3].map((n) => opened.value.append('test', 'ada', n));
  await opened.close();
  expect(await store.head('audit/000000000003.json')).toBeDefined();
  await rejectsWithCode('PEN_PLATFORM_CLOSED', () => opened.value.append('test', 'ada', 4));
  await Promise.all(appended);
});

test('odd values in a payload become JSON instead of costing the record', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop['self'] = loop;
  const payload = {
    nan: Number.NaN,
    big: 12n,
    when: new Date(0),
    key: secret().parse('hunter2'),
    error: new PenstockError('PEN_TIMEOUT', 'late'),
    map: new Map([['a', 1]]),
    list: [undefined, () => 1],
    gone: undefined,
    broken: '\ud800',
    loop,
  };
  expect(plainJson(payload)).toEqual({
    nan: 'NaN',
    big: '12',
    when: '1970-01-01T00:00:00.000Z',
    key: '[secret]',
    error: { name: 'PenstockError', message: 'late' },
    map: { a: 1 },
    list: [null, null],
    broken: '\ufffd',
    loop: { name: 'loop', self: '[circular]' },
  });
});
