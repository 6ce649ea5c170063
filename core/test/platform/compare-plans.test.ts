import { comparePlans, loadPlan } from '@penstock/core/runtime';
import { describe, expect, test } from 'vitest';
import { configFolder } from '../support/config-folder.ts';

const local = `plugins:
  s: { use: './plugins/shelf.ts', with: { root: lake } }
  t: { use: './plugins/shelf.ts' }
  l: { use: './plugins/ledger.ts', bind: { shelf: s } }
`;

async function differences(overlay: string) {
  await using folder = await configFolder({ 'penstock.yaml': local, 'penstock.other.yaml': overlay, 'p.ts': '' });
  const plan = (profile?: string) => loadPlan({ cwd: folder.dir, env: { PENSTOCK_SECRET_T: 'hunter22' }, profile });
  return comparePlans(await plan(), await plan('other'));
}

describe('between two plans', () => {
  test('nothing differs when nothing changes what is meant', async () => {
    expect(await differences('plugins: { s: { with: { root: lake, parts: 4 } } }')).toEqual([]);
  });

  test('a changed option is told with both values', async () => {
    expect(await differences('plugins: { s: { with: { parts: 8, headers: { a: b } } } }')).toEqual([
      { kind: 'option-changed', subject: 's.parts', from: '4', to: '8' },
      { kind: 'option-changed', subject: 's.headers.a', to: 'b' },
    ]);
  });

  test('a replaced plugin is told with the features it lacks', async () => {
    const overlay = "plugins: { s: { use: './plugins/shelf.ts#strict', with: { url: x, token: '${secret:t}' } } }";
    expect(await differences(overlay)).toEqual([
      { kind: 'plugin-replaced', subject: 's', from: './plugins/shelf.ts', to: './plugins/shelf.ts#strict' },
      { kind: 'feature-lost', subject: 's.locking' },
    ]);
  });

  test('a removed plugin is told with the capability that is lost, and an added one with what is gained', async () => {
    expect(await differences("plugins: { l: null, c: { use: './plugins/lifecycle.ts#shelf' } }")).toEqual([
      { kind: 'capability-lost', subject: 'ledger@1' },
      { kind: 'plugin-removed', subject: 'l', from: './plugins/ledger.ts' },
      { kind: 'plugin-added', subject: 'c', to: './plugins/lifecycle.ts#shelf' },
    ]);
    const gained = "plugins: { c: { use: './plugins/ledger.ts#cursor' } }";
    expect(await differences(gained)).toContainEqual({ kind: 'capability-gained', subject: 'cursor@1' });
  });

  test('a need that another plugin fills is told', async () => {
    expect(await differences('plugins: { l: { bind: { shelf: t } } }')).toEqual([
      { kind: 'need-rewired', subject: 'l.shelf', from: 's', to: 't' },
    ]);
  });

  test('settings of the project are told', async () => {
    expect(await differences('project: other\npipelines: [./p.ts]')).toMatchObject([
      { kind: 'setting-changed', subject: 'project', to: 'other' },
      { kind: 'setting-changed', subject: 'pipelines', from: '[]' },
    ]);
  });

  test('another version of the same plugin is told', async () => {
    await using folder = await configFolder({ 'penstock.yaml': local });
    const plan = await loadPlan({ cwd: folder.dir, env: {} });
    const updated = { ...plan, plugins: plan.plugins.map((plugin) => ({ ...plugin, version: '2.0.0' })) };
    expect(comparePlans(plan, updated)[0]).toEqual({ kind: 'version-changed', subject: 's', to: '2.0.0' });
  });
});
