import { configSchema, loadPlan } from '@penstock/core/runtime';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { configFolder } from '../support/config-folder.ts';

type Check = (value: unknown) => boolean;
const checkerOf = (schema: object): Check => {
  const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
  return (value) => validate(value) === true;
};

describe('the JSON Schema of the file', () => {
  const valid = checkerOf(configSchema());

  test.each([
    {},
    { project: 'a-1', stateDir: 'x', pipelines: ['./p.ts'], secrets: { dir: './s' } },
    {
      plugins: { s: { use: './x.ts', with: { any: [1, { deep: true }] }, bind: { a: 'b', c: ['d'] }, require: ['f'] } },
    },
    { plugins: { gone: null, changed: { with: { root: 'x' } } } },
  ])('takes %j', (value) => expect(valid(value)).toBe(true));

  test.each([
    { projct: 'a' },
    { project: 'Big' },
    { pipelines: './p.ts' },
    { plugins: { 'a b': { use: 'x' } } },
    { plugins: { s: { use: '' } } },
    { plugins: { s: { use: 'x', wiht: {} } } },
  ])('refuses %j', (value) => expect(valid(value)).toBe(false));
});

describe('the JSON Schema with the options of a plan', () => {
  let valid: Check;
  beforeAll(async () => {
    await using folder = await configFolder({
      'penstock.yaml': `plugins:
  s: { use: './plugins/shelf.ts' }
  t: { use: './plugins/shelf.ts', with: { root: other } }
  l: { use: './plugins/ledger.ts', bind: { shelf: s } }
`,
    });
    valid = checkerOf(configSchema(await loadPlan({ cwd: folder.dir, env: {} })));
  });
  const shelf = (options: object) => ({ plugins: { any: { use: './plugins/shelf.ts', with: options } } });

  test('knows the options of a plugin by what it uses, whatever its id', () => {
    expect(valid(shelf({ root: 'a', parts: 3, headers: { a: 'b' } }))).toBe(true);
    expect(valid(shelf({ rot: 'a' }))).toBe(false);
    expect(valid(shelf({ parts: 'many' }))).toBe(false);
    expect(valid(shelf({ login: { type: 'user', token: 'x' } }))).toBe(true);
  });

  test('knows the options by the id where an overlay leaves out what is used', () => {
    expect(valid({ plugins: { s: { with: { parts: 3 } } } })).toBe(true);
    expect(valid({ plugins: { s: { with: { parts: 0 } } } })).toBe(false);
    expect(valid({ plugins: { s: { use: './another.ts', with: { parts: 0 } } } })).toBe(true);
    expect(valid({ plugins: { s: null } })).toBe(true);
  });

  test('takes references for numbers, booleans and choices, and nothing but references for secrets', () => {
    expect(valid(shelf({ parts: '${env:PARTS}', sync: '${env:SYNC:-true}', mode: '${env:MODE}' }))).toBe(true);
    expect(valid(shelf({ key: '${secret:key}' }))).toBe(true);
    expect(valid(shelf({ key: 'plain' }))).toBe(false);
  });

  test('knows the needs that can be bound and the features that can be required', () => {
    const ledger = (more: object) => ({ plugins: { l: { use: './plugins/ledger.ts', ...more } } });
    expect(valid(ledger({ bind: { shelf: 's' } }))).toBe(true);
    expect(valid(ledger({ bind: { self: 's' } }))).toBe(false);
    expect(valid({ plugins: { s: { require: ['locking'] } } })).toBe(true);
    expect(valid({ plugins: { s: { require: ['listing'] } } })).toBe(false);
  });

  test('leaves plugins it does not know alone', () => {
    expect(valid({ plugins: { x: { use: 'unknown', with: { anything: 1 } } } })).toBe(true);
  });
});
