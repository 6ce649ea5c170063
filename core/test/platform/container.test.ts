import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SlotContainer } from '../../src/runtime/container.ts';

const core = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a module in a process of its own and gives what it prints. */
async function printed(code: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: core });
  return stdout.trim();
}
const type = 'console.log(typeof Reflect.getMetadata);';

describe('importing', () => {
  test.each(['@penstock/core', '@penstock/core/contracts', '@penstock/core/pipeline', '@penstock/core/runtime'])(
    '%s leaves Reflect as it was',
    async (name) => expect(await printed(`await import('${name}'); ${type}`)).toBe('undefined'),
  );

  test('and planning leaves Reflect as it was; only an open platform needs the container', async () => {
    const defaults = "{ plugins: { s: { use: './shelf.ts' } } }";
    const resolveFrom = new URL('../fixtures/plugins/host.ts', import.meta.url).href;
    const plan = `const { loadPlan, openPlatform } = await import('@penstock/core/runtime');
      const plan = await loadPlan({ cwd: '/nowhere', defaults: ${defaults}, resolveFrom: '${resolveFrom}' });`;
    expect(await printed(`${plan} ${type}`)).toBe('undefined');
    expect(await printed(`${plan} await (await openPlatform({ plan })).close(); ${type}`)).toBe('function');
  });
});

describe('the container', () => {
  const counting = () => {
    const made: string[] = [];
    const slot = (id: string, ...needs: string[]) => ({
      id,
      needs,
      make: async (given: ReadonlyMap<string, string>) => {
        made.push(id);
        return `${id}(${needs.map((need) => given.get(need)).join()})`;
      },
    });
    return { made, slot };
  };

  test('makes each slot once, after what it needs, however often and early it is asked', async () => {
    const { made, slot } = counting();
    const container = new SlotContainer<string>();
    for (const item of [slot('c', 'a', 'b'), slot('b', 'a'), slot('a')]) container.add(item);
    expect(await Promise.all([container.get('c'), container.get('c'), container.get('a')])).toEqual([
      'c(a(),b(a()))',
      'c(a(),b(a()))',
      'a()',
    ]);
    expect(made.toSorted()).toEqual(['a', 'b', 'c']);
    expect(made.at(-1)).toBe('c');
  });

  test('lets a child make its own and see its parent’s', async () => {
    const { made, slot } = counting();
    const parent = new SlotContainer<string>();
    parent.add(slot('a'));
    await parent.get('a');
    for (let run = 0; run < 2; run += 1) {
      const child = parent.child();
      child.add(slot('r', 'a'));
      expect(await child.get('r')).toBe('r(a())');
    }
    expect(made).toEqual(['a', 'r', 'r']);
    await expect(parent.get('r')).rejects.toThrow();
  });
});
