import { inspect } from 'node:util';
import { PenstockError, Secret, secret } from '@penstock/core';
import { comparePlans, loadPlan, openPlatform } from '@penstock/core/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Redactor } from '../../src/config/redactor.ts';
import { Shelf } from '../fixtures/plugins/capabilities.ts';
import { configFolder } from '../support/config-folder.ts';
import { memoryLog } from '../support/memory-log.ts';

const value = 'hunter22-very-secret';
const env = { PENSTOCK_SECRET_KEY: value, KEY: value, PENSTOCK_SECRET_OTHER: `${value}-2` };
/** All ways in which something could be shown. */
const shown = (thing: unknown) =>
  [inspect(thing, { depth: 20, showHidden: true }), JSON.stringify(thing), String(thing)].join('\n');

describe('a secret', () => {
  test('gives itself away only when it is asked to', () => {
    const hidden = new Secret(value);
    expect(`${String(hidden)} ${JSON.stringify({ hidden })} ${inspect({ hidden })}`).toBe(
      '[secret] {"hidden":"[secret]"} { hidden: [secret] }',
    );
    expect(shown(hidden)).not.toContain(value);
    expect(Object.keys(hidden).join()).not.toContain(value);
    expect(hidden.reveal()).toBe(value);
  });

  test('is known by its brand, also of another copy of the package', () => {
    expect(Secret.is(new Secret('x'))).toBe(true);
    expect(Secret.is({ [Symbol.for('@penstock/secret')]: true })).toBe(true);
    expect(Secret.is('x')).toBe(false);
    expect(Secret.is(null)).toBe(false);
  });

  test('is text in the file and a Secret in setup', () => {
    const parsed = secret().parse('abc');
    expect(parsed).toBeInstanceOf(Secret);
    expect(secret().safeParse('').success).toBe(false);
    expect(z.toJSONSchema(secret(), { io: 'input' })).toMatchObject({ type: 'string', writeOnly: true, secret: true });
  });
});

describe('secrets of a configuration', () => {
  const yaml = `plugins:
  s:
    use: './plugins/shelf.ts'
    with:
      key: \${secret:key}
      login: { type: token, token: 'Bearer \${env:KEY}' }
      headers: { authorization: 'Basic \${secret:key}', plain: '${'${env:KEY}'}' }
`;

  test('are not in a plan, however it is shown', async () => {
    await using folder = await configFolder({ 'penstock.yaml': yaml });
    const plan = await loadPlan({ cwd: folder.dir, env });
    expect(shown(plan)).not.toContain(value);
    expect(plan.plugins[0]?.options).toMatchObject({
      key: '${secret:key}',
      login: { type: 'token', token: '[secret]' },
      headers: { authorization: '[secret]', plain: '[secret]' },
    });
  });

  test('are not in the difference of two plans, which tells that another one is named', async () => {
    await using folder = await configFolder({
      'penstock.yaml': yaml,
      'penstock.other.yaml': 'plugins: { s: { with: { key: "${secret:other}" } } }',
    });
    const [a, b] = [
      await loadPlan({ cwd: folder.dir, env }),
      await loadPlan({ cwd: folder.dir, env, profile: 'other' }),
    ];
    const differences = comparePlans(a, b);
    expect(shown(differences)).not.toContain(value);
    expect(differences).toEqual([
      { kind: 'option-changed', subject: 's.key', from: '${secret:key}', to: '${secret:other}' },
    ]);
  });

  test('are not in problems, even where a check of the plugin puts the value into its message', async () => {
    await using folder = await configFolder({
      'penstock.yaml':
        "plugins: { p: { use: './plugins/telltale.ts', with: { key: '${secret:key}', name: 'x-${env:KEY}' } } }",
    });
    const error = await loadPlan({ cwd: folder.dir, env }).catch((thrown: unknown) => thrown);
    expect(PenstockError.is(error, 'PEN_CONFIG_INVALID')).toBe(true);
    expect(String(error)).toContain('bad key [secret]');
    expect(String(error)).toContain('bad name x-[secret]');
    expect(shown(error)).not.toContain(value);
  });

  test('are not in the failure of a set-up or a call, nor in its cause', async () => {
    const failing = (fail: string) => `plugins:
  s: { use: './plugins/lifecycle.ts#shelf', with: { fail: ${fail}, secret: '\${secret:key}' } }
`;
    await using folder = await configFolder({ 'penstock.yaml': failing('setup'), 'read.yaml': failing('read') });
    const plan = await loadPlan({ cwd: folder.dir, env });
    const failed = await openPlatform({ plan, log: memoryLog() }).catch((thrown: unknown) => thrown);
    expect(String(failed)).toContain('cannot connect with [secret]');
    expect(shown(failed)).not.toContain(value);

    const readable = await loadPlan({ cwd: folder.dir, configPath: 'read.yaml', env });
    await using platform = await openPlatform({ plan: readable, log: memoryLog() });
    const thrown = await platform
      .get(Shelf)
      .read('a')
      .catch((error: unknown) => error);
    expect(String(thrown)).toContain('cannot read a with [secret]');
    expect(shown(thrown)).not.toContain(value);
  });

  test('are not in what a plugin logs', async () => {
    await using folder = await configFolder({
      'penstock.yaml': "plugins: { p: { use: './plugins/chatty.ts', with: { key: '${secret:key}' } } }",
    });
    const log = memoryLog();
    await using _ = await openPlatform({ plan: await loadPlan({ cwd: folder.dir, env }), log });
    expect(log.entries).toEqual([
      { level: 'info', message: 'connecting with [secret]', fields: { plugin: 'p', key: '[secret]', tries: 1 } },
    ]);
  });
});

describe('the redactor', () => {
  test('leaves errors without secrets as they are', () => {
    const redactor = new Redactor();
    redactor.learn(value);
    const error = new PenstockError('PEN_TIMEOUT', 'too late', { cause: new Error('slow') });
    expect(redactor.error(error)).toBe(error);
  });

  test('keeps code, details and the kind of cause of those it cleans', () => {
    const redactor = new Redactor();
    redactor.learn(value);
    const clean = redactor.error(
      new PenstockError('PEN_TIMEOUT', 'too late', { plugin: 'p', at: 'x:1:1', cause: new TypeError(`for ${value}`) }),
    );
    expect(clean).toMatchObject({ code: 'PEN_TIMEOUT', details: { plugin: 'p', at: 'x:1:1' } });
    expect((clean.cause as Error).message).toBe('for [secret]');
    expect((clean.cause as Error).stack).toContain('TypeError');
  });

  test('does not blot out short values, which would be in every other word', () => {
    const redactor = new Redactor();
    redactor.learn('abc');
    expect(redactor.text('abcdef')).toBe('abcdef');
  });
});
