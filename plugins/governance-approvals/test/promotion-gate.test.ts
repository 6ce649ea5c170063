import { PenstockError } from '@penstock/core';
import type { Approvals, AuditLog, JsonValue, ObjectStore } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { promotion } from './promotion.ts';

type Needs = { readonly store?: ObjectStore; readonly audit?: AuditLog };
const open = (rules: readonly unknown[], { store = memoryObjectStore(), audit }: Needs = {}) =>
  openPlugin<Approvals>(plugin, { needs: { store, ...(audit ? { audit } : {}) }, options: { rules } });

test('without a rule that fits, a promotion passes and nothing is stored', async () => {
  const store = memoryObjectStore();
  await using opened = await open([{ model: 'other' }, { alias: 'challenger', approvals: { required: 1 } }], { store });
  expect(await opened.hooks.ask('promotionRequested', promotion())).toBeUndefined();
  expect(await opened.value.list()).toEqual([]);
});

test('the first rule that fits decides', async () => {
  await using opened = await open([
    { model: 'late-*', metrics: [{ metric: 'auc', min: 0.1 }] },
    { model: '*', metrics: [{ metric: 'auc', min: 0.9 }] },
  ]);
  expect(await opened.hooks.ask('promotionRequested', promotion())).toBeUndefined();
  expect((await opened.hooks.ask('promotionRequested', promotion({ model: 'x' })))?.deny).toContain('0.9');
});

test('a denial names every threshold that fails, is not pending and asks nobody', async () => {
  await using opened = await open([
    {
      metrics: [
        { metric: 'auc', min: 0.8 },
        { metric: 'logloss', max: 0.3 },
      ],
      approvals: { required: 1 },
    },
  ]);
  const denial = await opened.hooks.ask('promotionRequested', promotion());
  expect(denial).toEqual({
    plugin: 'governance-approvals',
    deny: 'version 3 of "late-flights" is not good enough for "champion": auc is 0.7, needs at least 0.8; logloss was not computed. Train a better version, or change the rule.',
  });
  expect(await opened.value.list()).toEqual([]);
});

test('a good version waits for people, passes once they approve, and the denial says what to run', async () => {
  await using opened = await open([
    { metrics: [{ metric: 'auc', min: 0.6 }], approvals: { required: 2, from: ['ada', 'bob', 'cyd'] } },
  ]);
  const denial = await opened.hooks.ask('promotionRequested', promotion());
  const [approval] = await opened.value.list({ state: 'pending' });
  const id = approval?.id ?? '';
  expect(id).toMatch(/^late-flights-3-[0-9a-f]{10}$/);
  expect(approval?.reason).toBe(
    'ada asks to make version 3 of "late-flights" its "champion": auc is 0.7, needs at least 0.6',
  );
  expect(denial).toMatchObject({
    pending: true,
    deny: `version 3 of "late-flights" as "champion" passed all checks and waits for 2 more approvals of ada, bob, cyd: run \`penstock approve ${id}\``,
  });
  await rejectsWithCode('PEN_APPROVAL_INVALID', () => opened.value.decide(id, { by: 'eve', approve: true }));
  await opened.value.decide(id, { by: 'Ada', approve: true });
  await rejectsWithCode('PEN_APPROVAL_INVALID', () => opened.value.decide(id, { by: ' ada', approve: true }));
  expect((await opened.hooks.ask('promotionRequested', promotion()))?.deny).toContain('waits for 1 more approval of');
  await opened.value.decide(id, { by: 'bob', approve: true });
  expect(await opened.hooks.ask('promotionRequested', promotion())).toBeUndefined();
});

test('a rejected version stays rejected, with the reason, and its successor is asked for anew', async () => {
  await using opened = await open([{ approvals: { required: 1 } }]);
  await opened.hooks.ask('promotionRequested', promotion());
  const [approval] = await opened.value.list();
  await opened.value.decide(approval?.id ?? '', { by: 'bob', approve: false, comment: 'biased' });
  const denial = await opened.hooks.ask('promotionRequested', promotion());
  expect(denial?.deny).toContain('bob rejected version 3 of "late-flights" as "champion" (biased)');
  expect(denial?.pending).toBeUndefined();
  expect((await opened.hooks.ask('promotionRequested', promotion({ version: '4' })))?.pending).toBe(true);
});

test('autoApprove lets the policy sign what passes the checks, on record, and nothing else', async () => {
  const rule = { metrics: [{ metric: 'auc', min: 0.6 }], approvals: { required: 2, autoApprove: true } };
  await using opened = await open([rule]);
  expect(await opened.hooks.ask('promotionRequested', promotion())).toBeUndefined();
  const [approval] = await opened.value.list();
  expect(approval).toMatchObject({ state: 'approved', required: 2 });
  expect(approval?.decisions).toMatchObject([
    { by: 'policy', approve: true, comment: 'approved by policy: auc is 0.7, needs at least 0.6' },
  ]);
  expect(
    await opened.hooks.ask('promotionRequested', promotion({ version: '4', metrics: { auc: 0.5 } })),
  ).toMatchObject({ deny: expect.any(String) });
  expect(await opened.value.list()).toHaveLength(1);
});

test('autoApprove does not overrule a person who rejected before, and nobody can sign as the policy', async () => {
  const store = memoryObjectStore();
  await using strict = await open([{ approvals: { required: 1 } }], { store });
  await strict.hooks.ask('promotionRequested', promotion());
  const id = (await strict.value.list())[0]?.id ?? '';
  await rejectsWithCode('PEN_APPROVAL_INVALID', () => strict.value.decide(id, { by: 'Policy', approve: true }));
  await strict.value.decide(id, { by: 'bob', approve: false });
  await using lenient = await open([{ approvals: { required: 1, autoApprove: true } }], { store });
  expect((await lenient.hooks.ask('promotionRequested', promotion()))?.deny).toContain('bob rejected');
});

test('requests and decisions outlive the platform, and keep the terms they were made with', async () => {
  const store = memoryObjectStore();
  const first = await open([{ approvals: { required: 2 } }], { store });
  await first.hooks.ask('promotionRequested', promotion());
  const id = (await first.value.list())[0]?.id ?? '';
  await first.value.decide(id, { by: 'ada', approve: true });
  await first.close();
  await using second = await open([{ approvals: { required: 1 } }], { store });
  expect((await second.hooks.ask('promotionRequested', promotion()))?.pending).toBe(true);
  expect((await second.value.decide(id, { by: 'bob', approve: true })).decisions.map(({ by }) => by)).toEqual([
    'ada',
    'bob',
  ]);
});

test('models whose names look alike have requests of their own', async () => {
  await using opened = await open([{ approvals: { required: 1 } }]);
  for (const model of ['a b', 'a-b', 'A B', '日本', '../../x', 'x'.repeat(300)])
    expect((await opened.hooks.ask('promotionRequested', promotion({ model })))?.pending).toBe(true);
  expect(new Set((await opened.value.list()).map(({ id }) => id)).size).toBe(6);
});

test('a damaged object or a failing store denies', async () => {
  const store = memoryObjectStore();
  await using opened = await open([{ approvals: { required: 1 } }], { store });
  await opened.hooks.ask('promotionRequested', promotion());
  const id = (await opened.value.list())[0]?.id ?? '';
  await store.put(`approvals/${id}/decisions/0001.json`, new TextEncoder().encode('{"approve":true}'));
  expect((await opened.hooks.ask('promotionRequested', promotion()))?.deny).toContain('is damaged');
  await rejectsWithCode('PEN_APPROVAL_INVALID', () => opened.value.list());
});

test('what the gate does is in the audit log where there is one, and a failing log loses no decision', async () => {
  const entries: [string, string, JsonValue][] = [];
  const audit: Pick<AuditLog, 'append'> = {
    append: async (event, actor, data) => {
      entries.push([event, actor, data]);
      throw new PenstockError('PEN_STORAGE_FULL', 'full');
    },
  };
  await using opened = await open([{ approvals: { required: 1 } }], { audit: audit as AuditLog });
  await opened.hooks.ask('promotionRequested', promotion());
  const id = (await opened.value.list())[0]?.id ?? '';
  expect((await opened.value.decide(id, { by: 'bob', approve: true, comment: 'fine' })).state).toBe('approved');
  expect(entries).toMatchObject([
    ['approvalRequested', 'ada', { id, model: 'late-flights', version: '3', alias: 'champion', required: 1 }],
    ['promotionDenied', 'ada', { model: 'late-flights', version: '3', alias: 'champion', pending: true }],
    ['approvalDecided', 'bob', { id, approve: true, comment: 'fine', state: 'approved' }],
  ]);
});
