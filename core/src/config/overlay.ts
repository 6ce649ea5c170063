import type { ConfigNode, MapEntry, MapNode } from './config-node.ts';

/** What a plugin entry says about the plugin named by `use`, and so goes when that changes. */
const ofThePlugin = ['with', 'bind'];

/**
 * Lays an overlay over a configuration: maps merge, scalars and lists replace, `null` removes. An overlay that
 * changes the `use` of a plugin replaces its `with` and `bind`; `require` is the deployment's and stays.
 */
export function overlay(base: MapNode, over: MapNode): MapNode {
  return mergeMaps(base, over, []);
}

/** Removes what is `null`: in a file without an overlay it means the same as leaving the key out. */
export function withoutNulls(node: MapNode): MapNode {
  const entries = [...node.entries]
    .filter(([, entry]) => !isNull(entry.node))
    .map(([key, entry]): [string, MapEntry] => [key, { ...entry, node: clean(entry.node) }]);
  return { ...node, entries: new Map(entries) };
}

function mergeMaps(base: MapNode, over: MapNode, path: readonly string[]): MapNode {
  const entries = new Map(withoutNulls(base).entries);
  for (const [key, entry] of over.entries) {
    if (isNull(entry.node)) entries.delete(key);
    else entries.set(key, mergeEntry(entries.get(key), entry, [...path, key]));
  }
  return { ...base, entries };
}

function mergeEntry(base: MapEntry | undefined, over: MapEntry, path: readonly string[]): MapEntry {
  if (base?.node.kind !== 'map' || over.node.kind !== 'map') return { ...over, node: clean(over.node) };
  const changed = path.length === 2 && path[0] === 'plugins' && usesAnother(base.node, over.node);
  return {
    keyPlace: changed ? over.keyPlace : base.keyPlace,
    node: mergeMaps(changed ? without(base.node, ofThePlugin) : base.node, over.node, path),
  };
}

function usesAnother(base: MapNode, over: MapNode): boolean {
  const before = base.entries.get('use')?.node;
  const after = over.entries.get('use')?.node;
  return before?.kind === 'scalar' && after?.kind === 'scalar' && after.value !== null && after.value !== before.value;
}

function without(node: MapNode, keys: readonly string[]): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(key))) };
}

function clean(node: ConfigNode): ConfigNode {
  return node.kind === 'map' ? withoutNulls(node) : node;
}

function isNull(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
