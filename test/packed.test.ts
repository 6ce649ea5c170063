import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../tools/pack/pack.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'penstock-packed-'));

beforeAll(() => {
  const tarballs = ['core', 'examples/custom-plugin'].map((folder) => pack(folder, join(dir, 'tarballs')));
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', ...tarballs], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}, 180_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a third-party plugin, installed from its packed tarball beside the packed core', () => {
  test('passes the conformance suite under the test runner of Node', () => {
    writeFileSync(
      join(dir, 'conformance.test.mjs'),
      `import test from 'node:test';
import { conform, objectStoreSuite, openPlugin } from '@penstock/core/testing';
import plugin from 'penstock-storage-sqlite';
conform(objectStoreSuite, test, plugin, () => openPlugin(plugin));`,
    );
    const run = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'conformance.test.mjs'], {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(run.stdout).toMatch(/# fail 0/);
    expect(Number(/# pass (\d+)/.exec(run.stdout)?.[1])).toBeGreaterThan(20);
  });

  test('is loaded by name from a configuration and feeds a platform', () => {
    writeFileSync(
      join(dir, 'penstock.yaml'),
      'plugins:\n  store: { use: penstock-storage-sqlite, with: { file: ./lake.db } }\n',
    );
    const program = `import { ObjectStore } from '@penstock/core/contracts';
import { loadPlan, openPlatform } from '@penstock/core/runtime';
await using platform = await openPlatform({ plan: await loadPlan({ cwd: process.cwd() }) });
await platform.get(ObjectStore).put('a/b', new TextEncoder().encode('kept'));
console.log(new TextDecoder().decode(await platform.get(ObjectStore).get('a/b')));`;
    writeFileSync(join(dir, 'main.mjs'), program);
    expect(execFileSync(process.execPath, ['main.mjs'], { cwd: dir, encoding: 'utf8' })).toBe('kept\n');
  });

  test('importing the core leaves the global Reflect alone', () => {
    expect(
      execFileSync(
        process.execPath,
        ['--input-type=module', '-e', "await import('@penstock/core'); console.log(typeof Reflect.getMetadata)"],
        { cwd: dir, encoding: 'utf8' },
      ),
    ).toBe('undefined\n');
  });

  test('the tarball of the core holds compiled code and types, no sources and no machine paths', () => {
    const listing = execFileSync(
      'tar',
      [
        '-tzf',
        execFileSync('ls', [join(dir, 'tarballs')], { encoding: 'utf8' })
          .split('\n')
          .filter((name) => name.startsWith('penstock-core'))
          .map((name) => join(dir, 'tarballs', name))[0] ?? '',
      ],
      { encoding: 'utf8' },
    );
    expect(listing).toContain('package/dist/index.d.ts');
    expect(listing).toContain('package/LICENSE');
    expect(listing).not.toMatch(/package\/src\//);
    expect(spawnSync('grep', ['-rl', root, join(dir, 'node_modules', '@penstock')], { encoding: 'utf8' }).stdout).toBe(
      '',
    );
  });
});
