import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadPlan } from '@penstock/core/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveUse } from '../../src/runtime/resolve-use.ts';
import { type ConfigFolder, configFolder } from '../support/config-folder.ts';

let folder: ConfigFolder;
beforeAll(async () => {
  const json = (value: object) => JSON.stringify(value);
  folder = await configFolder({
    'app/node_modules/plain/package.json': json({ name: 'plain', version: '1.2.3' }),
    'app/node_modules/plain/index.js': '',
    'app/node_modules/plain/lib/extra.js': '',
    'app/node_modules/main/package.json': json({ name: 'main', main: './lib/start.js' }),
    'app/node_modules/main/lib/start.js': '',
    'app/node_modules/@org/esm/package.json': json({
      name: '@org/esm',
      version: '2.0.0',
      exports: {
        '.': { types: './index.d.ts', require: './index.cjs', import: { node: './index.mjs' } },
        './plugins/*': './dist/*.mjs',
        './plugins/secret/*': null,
        './many': [{ browser: './b.mjs' }, './many.mjs'],
        './gone': './gone.mjs',
      },
    }),
    'app/node_modules/@org/esm/index.mjs': '',
    'app/node_modules/@org/esm/index.cjs': '',
    'app/node_modules/@org/esm/many.mjs': '',
    'app/node_modules/@org/esm/dist/s3.mjs': '',
    'host/node_modules/plain/package.json': json({ name: 'plain', version: '9.9.9' }),
    'host/node_modules/plain/index.js': '',
    'host/node_modules/hosted/package.json': json({ name: 'hosted', version: '0.0.1', exports: './index.js' }),
    'host/node_modules/hosted/index.js': '',
    'app/my-plugin.ts': '',
  });
});
afterAll(() => folder[Symbol.asyncDispose]());

const base = (name: string) => pathToFileURL(join(folder.dir, name, 'penstock.yaml')).href;
const found = (use: string, ...bases: string[]) => {
  const result = resolveUse(use, bases.length === 0 ? [base('app'), base('host')] : bases);
  if ('reason' in result) return result.reason;
  return { ...result, url: fileURLToPath(result.url).replace(`${realpathSync(folder.dir)}/`, '') };
};

describe('`use:` finds', () => {
  test('a file beside the configuration, and the export of it that is named', () => {
    expect(found('./my-plugin.ts')).toEqual({ url: 'app/my-plugin.ts', exportName: 'default' });
    expect(found('./my-plugin.ts#named')).toEqual({ url: 'app/my-plugin.ts', exportName: 'named' });
    expect(found(join(folder.dir, 'app/my-plugin.ts'))).toEqual({ url: 'app/my-plugin.ts', exportName: 'default' });
  });

  test('a package without exports', () => {
    expect(found('plain')).toEqual({
      url: 'app/node_modules/plain/index.js',
      exportName: 'default',
      packageName: 'plain',
      version: '1.2.3',
    });
    expect(found('main')).toMatchObject({ url: 'app/node_modules/main/lib/start.js' });
    expect(found('plain/lib/extra.js')).toMatchObject({ url: 'app/node_modules/plain/lib/extra.js' });
  });

  test('a package by the exports that an import would take', () => {
    expect(found('@org/esm#thing')).toMatchObject({
      url: 'app/node_modules/@org/esm/index.mjs',
      exportName: 'thing',
      version: '2.0.0',
    });
    expect(found('@org/esm/plugins/s3')).toMatchObject({ url: 'app/node_modules/@org/esm/dist/s3.mjs' });
    expect(found('@org/esm/many')).toMatchObject({ url: 'app/node_modules/@org/esm/many.mjs' });
  });

  test('a package of the host where the configuration has none of its own', () => {
    expect(found('hosted')).toMatchObject({ url: 'host/node_modules/hosted/index.js' });
    expect(found('hosted', base('app'))).toBe('names a package that is not installed');
  });

  test('nothing that the package does not export', () => {
    expect(found('@org/esm/other')).toContain('"./other" of package @org/esm');
    expect(found('@org/esm/plugins/secret/key')).toContain('does not export');
    expect(found('@org/esm/gone')).toContain('does not export');
    expect(found('plain/none.js')).toContain('does not export');
  });

  test.each(['', 'node:fs', 'https://example.org/x.js', '@org', 'a b', 'data:text/javascript,1', '\\\\server\\x'])(
    'nothing in %j',
    (use) => {
      expect(found(use)).toBe('is neither a package nor a path');
    },
  );
});

test('advice for a missing capability names the installed packages that provide it', async () => {
  await using app = await configFolder({
    'package.json': JSON.stringify({ dependencies: { shelves: '1.0.0', unrelated: '1.0.0' } }),
    'node_modules/shelves/package.json': JSON.stringify({ name: 'shelves', penstock: { provides: ['shelf@1'] } }),
    'node_modules/unrelated/package.json': JSON.stringify({ name: 'unrelated' }),
    'penstock.yaml': 'plugins: { l: { use: ./plugins/ledger.ts } }',
  });
  await expect(loadPlan({ cwd: app.dir, env: {} })).rejects.toMatchObject({
    problems: [{ code: 'PEN_CAPABILITY_MISSING', hint: "Add one under `plugins:`, e.g. use: 'shelves'." }],
  });
});
