import { basename, join } from 'node:path';
import { loadPlan, type Plan } from '@penstock/core/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setUpOrder } from '../../src/runtime/set-up-order.ts';
import { configFolder } from '../support/config-folder.ts';

const ledger = (more = '') => `{ use: './plugins/ledger.ts'${more} }`;
const shelf = "{ use: './plugins/shelf.ts' }";

async function planOf(...lines: string[]): Promise<Plan> {
  await using folder = await configFolder({
    'penstock.yaml': `plugins:\n${lines.map((line) => `  ${line}\n`).join('')}`,
  });
  return await loadPlan({ cwd: folder.dir, env: {} });
}
const needsOf = (plan: Plan, id: string) => plan.plugins.find((plugin) => plugin.id === id)?.needs;

describe('a plan', () => {
  test('tells what would run, as plain data', async () => {
    await using folder = await configFolder({
      'penstock.yaml': `project: flights
stateDir: state
plugins:
  l: ${ledger()}
  s: { use: './plugins/shelf.ts', require: [locking], with: { parts: 2 } }
pipelines: [./main.ts, './main.ts#second']
`,
      'main.ts': '',
    });
    const plan = await loadPlan({ cwd: folder.dir, env: {} });
    expect(JSON.parse(JSON.stringify(plan))).toEqual({
      configPath: join(folder.dir, 'penstock.yaml'),
      project: 'flights',
      baseDir: folder.dir,
      stateDir: join(folder.dir, 'state'),
      pipelines: [join(folder.dir, 'main.ts'), `${join(folder.dir, 'main.ts')}#second`],
      order: ['s', 'l'],
      plugins: [
        {
          id: 'l',
          use: './plugins/ledger.ts',
          name: 'ledger-memory',
          description: '',
          module: expect.stringMatching(/^file:.*\/ledger\.ts$/),
          provides: 'ledger@1',
          needs: { shelf: { kind: 'one', capability: 'shelf@1', filledBy: ['s'] } },
          features: [],
          requires: [],
          scope: 'platform',
          at: 'penstock.yaml:4:3',
          options: {},
        },
        {
          id: 's',
          use: './plugins/shelf.ts',
          name: 'shelf-memory',
          description: 'Keeps texts in memory',
          module: expect.stringMatching(/^file:.*\/shelf\.ts$/),
          provides: 'shelf@1',
          needs: {},
          features: ['locking'],
          requires: ['locking'],
          scope: 'platform',
          at: 'penstock.yaml:5:3',
          options: { root: 'lake', parts: 2, sync: true, mode: 'safe', headers: {} },
        },
      ],
    });
  });

  test('of a file without content has no plugins and the name of the folder', async () => {
    await using folder = await configFolder({ 'My Flights_2/penstock.yaml': '# nothing yet\n' });
    const plan = await loadPlan({ cwd: join(folder.dir, 'My Flights_2'), env: {} });
    expect(plan).toMatchObject({ project: 'my-flights-2', plugins: [], order: [], pipelines: [] });
    expect(plan.stateDir).toBe(join(plan.baseDir, '.penstock'));
  });

  test('lays the overlay of the profile over the file', async () => {
    await using folder = await configFolder({
      'penstock.yaml': `plugins: { s: ${shelf} }`,
      'penstock.dev.yaml': 'project: dev\nplugins: { s: { with: { root: dev } } }',
    });
    const plan = await loadPlan({ cwd: folder.dir, profile: 'dev', env: {} });
    expect(plan).toMatchObject({ profile: 'dev', project: 'dev', plugins: [{ options: { root: 'dev' } }] });
  });
});

describe('needs', () => {
  test('are filled by the one plugin that provides the capability', async () => {
    const plan = await planOf(`l: ${ledger()}`, `s: ${shelf}`);
    expect(needsOf(plan, 'l')).toEqual({ shelf: { kind: 'one', capability: 'shelf@1', filledBy: ['s'] } });
  });

  test('are filled as `bind` says where several provide it', async () => {
    const plan = await planOf(`a: ${shelf}`, `b: ${shelf}`, `l: ${ledger(', bind: { shelf: b }')}`);
    expect(needsOf(plan, 'l')).toMatchObject({ shelf: { filledBy: ['b'] } });
  });

  test('for many take all providers in the order of the file, or those that `bind` lists in its order', async () => {
    const three = ['a', 'b', 'c'].map((id) => `${id}: ${ledger()}`);
    const all = await planOf("w: { use: './plugins/ledger.ts#watcher' }", `s: ${shelf}`, ...three);
    expect(needsOf(all, 'w')).toEqual({
      ledgers: { kind: 'many', capability: 'ledger@1', filledBy: ['a', 'b', 'c'] },
      shelf: { kind: 'optional', capability: 'shelf@1', filledBy: ['s'] },
    });
    expect(all.order).toEqual(['s', 'a', 'b', 'c', 'w']);
    const bound = "w: { use: './plugins/ledger.ts#watcher', bind: { ledgers: [c, a] } }";
    expect(needsOf(await planOf(bound, `s: ${shelf}`, ...three), 'w')).toMatchObject({
      ledgers: { filledBy: ['c', 'a'] },
    });
  });

  test('for many or none may stay unfilled', async () => {
    const plan = await planOf("w: { use: './plugins/ledger.ts#watcher' }");
    expect(needsOf(plan, 'w')).toMatchObject({ ledgers: { filledBy: [] }, shelf: { filledBy: [] } });
  });

  test('of a plugin are never filled by itself unless it is bound to itself', async () => {
    const plan = await planOf(`s: ${shelf}`, `l: ${ledger()}`, "d: { use: './plugins/ledger.ts#copying' }");
    expect(needsOf(plan, 'd')).toMatchObject({ original: { filledBy: ['l'] } });
  });

  test('of run-scoped plugins may be filled by platform ones', async () => {
    const plan = await planOf("c: { use: './plugins/ledger.ts#cursor' }", `l: ${ledger()}`, `s: ${shelf}`);
    expect(plan.order).toEqual(['s', 'l', 'c']);
    expect(plan.plugins[0]).toMatchObject({ scope: 'run', needs: { ledger: { filledBy: ['l'] } } });
  });
});

describe('the order of set-up', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1 });
  const graph = ids.chain((names) =>
    fc.tuple(
      ...names.map((id) =>
        fc
          .subarray(names)
          .map((filledBy) => ({ id, needs: { n: { kind: 'many' as const, capability: 'x@1', filledBy } } })),
      ),
    ),
  );

  test('has every plugin once, after all that fill its needs, unless they need each other', () => {
    fc.assert(
      fc.property(graph, (plugins) => {
        const { order, cycles } = setUpOrder(plugins);
        expect(order.toSorted()).toEqual(plugins.map((plugin) => plugin.id).sort());
        const late = plugins.filter(({ id, needs }) =>
          needs.n.filledBy.some((other) => order.indexOf(other) >= order.indexOf(id)),
        );
        expect(late.length > 0).toBe(cycles.length > 0);
        for (const cycle of cycles) {
          expect(cycle.at(0)).toBe(cycle.at(-1));
          cycle.slice(1).forEach((id, index) => {
            expect(plugins.find((plugin) => plugin.id === cycle[index])?.needs.n.filledBy).toContain(id);
          });
        }
      }),
    );
  });
});

describe('the built-in configuration', () => {
  const defaults = {
    plugins: { s: { use: './shelf.ts', with: { root: '${env:ROOT:-here}' } } },
    pipelines: ['./pipeline.ts'],
  };
  const resolveFrom = new URL('../fixtures/plugins/host.ts', import.meta.url).href;

  test('is used where there is no file, its plugins taken from the host and its folders from the working folder', async () => {
    await using folder = await configFolder({ 'pipeline.ts': '' });
    const plan = await loadPlan({ cwd: folder.dir, defaults, resolveFrom, env: {} });
    expect(plan).toMatchObject({
      baseDir: folder.dir,
      project: basename(folder.dir).toLowerCase(),
      pipelines: [join(folder.dir, 'pipeline.ts')],
      plugins: [{ id: 's', at: 'built-in configuration', options: { root: 'here' } }],
    });
    expect(plan.configPath).toBeUndefined();
  });

  test('names a pipeline that need not be there', async () => {
    await using folder = await configFolder({});
    expect((await loadPlan({ cwd: folder.dir, defaults, resolveFrom, env: {} })).pipelines).toEqual([]);
  });

  test('is changed by an overlay', async () => {
    await using folder = await configFolder({ 'penstock.dev.yaml': 'plugins: { s: { with: { root: dev } } }' });
    const plan = await loadPlan({ cwd: folder.dir, profile: 'dev', defaults, resolveFrom, env: {} });
    expect(plan.plugins).toMatchObject([{ options: { root: 'dev' } }]);
  });

  test('is not mixed into a file', async () => {
    await using folder = await configFolder({ 'penstock.yaml': 'project: mine' });
    expect((await loadPlan({ cwd: folder.dir, defaults, resolveFrom, env: {} })).plugins).toEqual([]);
  });
});
