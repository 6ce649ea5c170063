import type { Place } from './place.ts';

export type Scalar = string | number | boolean | null;

/** What a configuration can say, as plain data; `undefined` is the same as leaving the key out. */
export type ConfigValue = Scalar | readonly ConfigValue[] | ConfigObject;
export interface ConfigObject {
  readonly [key: string]: ConfigValue | undefined;
}

/** What is known of a scalar that was written with references. */
export interface ReferenceInfo {
  /** The text in the file, e.g. `${env:PORT:-8080}`. */
  readonly text: string;
  /** Nothing but references: the text itself gives no value away. */
  readonly pure: boolean;
  /** Contains `${secret:…}`. */
  readonly secret: boolean;
  /** Contains a default written in the file. */
  readonly fallback: boolean;
  /** False when something in it could not be found, which is reported already. */
  readonly resolved: boolean;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: Scalar;
  readonly reference?: ReferenceInfo;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly ConfigNode[];
}

export interface MapEntry {
  readonly keyPlace: Place;
  readonly node: ConfigNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** Configuration as a tree that remembers where each key and value stands. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

export type ConfigPath = readonly PropertyKey[];

export interface Located {
  /** Absent when the path leads nowhere. */
  readonly node?: ConfigNode;
  /** Of the key the value stands under; of the deepest key there is, when the path leads nowhere. */
  readonly keyPlace: Place;
}

/** Follows a path of keys and list indices as far as it leads. */
export function locate(root: MapEntry, path: ConfigPath): Located {
  let here: MapEntry = root;
  for (const step of path) {
    const next = childOf(here.node, step);
    if (!next) return { keyPlace: here.keyPlace };
    here = next;
  }
  return here;
}

export function childOf(node: ConfigNode, step: PropertyKey): MapEntry | undefined {
  if (node.kind === 'map') return node.entries.get(String(step));
  if (node.kind !== 'list') return undefined;
  const item = node.items[Number(step)];
  return item && { node: item, keyPlace: item.place };
}

/** The plain value of a tree. */
export function toValue(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toValue(entry.node)]));
}

/** A tree of plain data, every node of which stands at one place. */
export function fromValue(value: ConfigValue, place: Place): ConfigNode {
  if (isList(value)) return { kind: 'list', place, items: value.map((item) => fromValue(item, place)) };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', place, value };
  return fromObject(value, place);
}

export function fromObject(value: ConfigObject, place: Place): MapNode {
  const entries = Object.entries(value).flatMap(([key, item]): [string, MapEntry][] =>
    item === undefined ? [] : [[key, { keyPlace: place, node: fromValue(item, place) }]],
  );
  return { kind: 'map', place, entries: new Map(entries) };
}

// Array.isArray does not narrow readonly arrays away.
function isList(value: ConfigValue): value is readonly ConfigValue[] {
  return Array.isArray(value);
}
