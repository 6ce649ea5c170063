import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConfigObject,
  type ConfigValue,
  fromObject,
  type MapNode,
  toValue,
} from '../../src/config/config-node.ts';
import { overlay, withoutNulls } from '../../src/config/overlay.ts';

const place = { source: { name: 'test.yaml', base: 'file:///test.yaml', builtIn: false }, line: 1, col: 1 };
const tree = (value: ConfigObject) => fromObject(value, place);
const merged = (base: ConfigObject, ...overs: ConfigObject[]) =>
  toValue(overs.reduce<MapNode>((below, over) => overlay(below, tree(over)), tree(base)));

describe('an overlay', () => {
  const base = {
    project: 'flights',
    pipelines: ['./a.ts', './b.ts'],
    plugins: {
      store: { use: './fs.ts', with: { root: 'lake', parts: 4 }, bind: { log: 'log' }, require: ['locking'] },
      log: { use: './log.ts' },
    },
  };

  test('changes a single option of a plugin', () => {
    expect(merged(base, { plugins: { store: { with: { parts: 8 } } } })).toEqual({
      ...base,
      plugins: { ...base.plugins, store: { ...base.plugins.store, with: { root: 'lake', parts: 8 } } },
    });
  });

  test('that changes `use` replaces the options and bindings, and keeps what the deployment requires', () => {
    expect(merged(base, { plugins: { store: { use: './s3.ts', with: { bucket: 'b' } } } })).toMatchObject({
      plugins: { store: { use: './s3.ts', with: { bucket: 'b' }, require: ['locking'] } },
    });
    expect(merged(base, { plugins: { store: { use: './s3.ts' } } })).not.toHaveProperty('plugins.store.with');
    expect(merged(base, { plugins: { store: { use: './s3.ts' } } })).not.toHaveProperty('plugins.store.bind');
  });

  test('that repeats the same `use` keeps the options', () => {
    expect(merged(base, { plugins: { store: { use: './fs.ts' } } })).toEqual(base);
  });

  test('replaces lists and scalars whole', () => {
    expect(merged(base, { project: 'trains', pipelines: ['./c.ts'] })).toEqual({
      ...base,
      project: 'trains',
      pipelines: ['./c.ts'],
    });
  });

  test('removes by null, at any depth', () => {
    expect(merged(base, { project: null, plugins: { log: null, store: { with: { root: null } } } })).toEqual({
      pipelines: base.pipelines,
      plugins: { store: { ...base.plugins.store, with: { parts: 4 } } },
    });
  });

  test('leaves places of what it does not touch in the file, and of what it sets in the overlay', () => {
    const over = fromObject({ plugins: { store: { with: { parts: 8 } } } }, { ...place, line: 7 });
    const { plugins } = Object.fromEntries(overlay(tree(base), over).entries);
    const store = plugins?.node.kind === 'map' ? plugins.node.entries.get('store') : undefined;
    const options = store?.node.kind === 'map' ? store.node.entries.get('with')?.node : undefined;
    expect(store?.keyPlace.line).toBe(1);
    expect(options?.kind === 'map' && [...options.entries.values()].map((entry) => entry.node.place.line)).toEqual([
      1, 7,
    ]);
  });
});

/** Trees with few keys, so that base and overlay meet; `use` and `plugins` among them. */
const key = fc.constantFrom('a', 'b', 'use', 'with', 'bind', 'plugins', '__proto__');
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const { object } = fc.letrec<{ value: ConfigValue; object: ConfigObject }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('object')),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
}));
const config = fc.record({ plugins: object, a: object }, { requiredKeys: [] });

describe('the laws of merging', () => {
  test('an empty overlay changes nothing', () => {
    fc.assert(
      fc.property(config, (base) => {
        expect(merged(base, {})).toEqual(toValue(withoutNulls(tree(base))));
      }),
    );
  });

  test('over nothing, an overlay gives itself', () => {
    fc.assert(
      fc.property(config, (over) => {
        expect(merged({}, over)).toEqual(toValue(withoutNulls(tree(over))));
      }),
    );
  });

  test('laying the same overlay twice is laying it once', () => {
    fc.assert(
      fc.property(config, config, (base, over) => {
        expect(merged(base, over, over)).toEqual(merged(base, over));
      }),
    );
  });

  test('no null is left in any map', () => {
    fc.assert(
      fc.property(config, config, (base, over) => {
        expect(nullsIn(merged(base, over))).toBe(false);
      }),
    );
  });

  test('what the overlay does not name at the top stays as it was', () => {
    fc.assert(
      fc.property(config, object, (base, over) => {
        const result = merged(base, { plugins: over }) as Record<string, unknown>;
        expect(result['a']).toEqual((merged(base, {}) as Record<string, unknown>)['a']);
      }),
    );
  });

  test('every scalar and list that the overlay sets is there afterwards', () => {
    fc.assert(
      fc.property(config, config, (base, over) => {
        const result = tree(merged(base, over) as ConfigObject);
        expect(holds(result, withoutNulls(tree(over)))).toBe(true);
      }),
    );
  });
});

function nullsIn(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).some(nullsIn);
}

function holds(result: MapNode, over: MapNode): boolean {
  return [...over.entries].every(([name, { node }]) => {
    const found = result.entries.get(name)?.node;
    if (node.kind !== 'map') return JSON.stringify(found && toValue(found)) === JSON.stringify(toValue(node));
    return found?.kind === 'map' && holds(found, node);
  });
}
