import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parse,
  parseDocument,
  stringify,
} from 'yaml';
import type { ConfigNode, MapEntry, MapNode } from './config-node.ts';
import type { Place, Source } from './place.ts';
import type { Problems } from './problems.ts';

/** Anchors may be used, but not to build a tree that is far larger than its text. */
const MAX_NODES = 20_000;
const MAX_DEPTH = 64;

/** The only importer of the yaml package. */
export function parseYaml(text: string): unknown {
  return parse(text);
}

export function stringifyYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}

/** Reads YAML 1.2 into a tree with places; `undefined` when it cannot be read (see `problems`). */
export function parseYamlTree(text: string, source: Source, problems: Problems): MapNode | undefined {
  const lines = new LineCounter();
  // Pretty errors quote the line, and the line may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const place = (offset: number): Place => ({ source, ...lines.linePos(offset) });
  for (const error of [...document.errors, ...document.warnings]) {
    problems.add('PEN_CONFIG_SYNTAX', withoutQuotes(error.message), place(error.pos[0]));
  }
  if (document.errors.length > 0) return undefined;
  const root = new TreeReader(document, place, problems).read(document.contents);
  if (root?.kind === 'map') return root;
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) {
    return { kind: 'map', place: place(0), entries: new Map() };
  }
  problems.add('PEN_CONFIG_INVALID', 'The file must hold keys and values, e.g. `plugins:`', root.place);
  return undefined;
}

class TreeReader {
  readonly #document: Document;
  readonly #place: (offset: number) => Place;
  readonly #problems: Problems;
  #nodes = 0;

  constructor(document: Document, place: (offset: number) => Place, problems: Problems) {
    this.#document = document;
    this.#place = place;
    this.#problems = problems;
  }

  /** `undefined` for a node that cannot stand in a configuration; the problem is reported. */
  read(node: unknown, depth = 0): ConfigNode | undefined {
    const place = this.#place((node as Node | null)?.range?.[0] ?? 0);
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      if (!this.#problems.has('PEN_CONFIG_SYNTAX'))
        this.#problems.add('PEN_CONFIG_SYNTAX', 'The file is nested or repeats its anchors beyond reason', place);
      return undefined;
    }
    if (node === null) return { kind: 'scalar', place, value: null };
    if (isAlias(node)) return this.read(node.resolve(this.#document), depth + 1);
    if (isMap(node)) return { kind: 'map', place, entries: new Map(this.#entries(node.items, depth)) };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item, depth + 1));
      return { kind: 'list', place, items: items.filter((item) => item !== undefined) };
    }
    return isScalar(node) ? this.#scalar(node.value, place) : undefined;
  }

  #scalar(value: unknown, place: Place): ConfigNode | undefined {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', place, value };
    this.#problems.add('PEN_CONFIG_SYNTAX', 'Only text, numbers, true, false and null can be values', place);
    return undefined;
  }

  *#entries(pairs: readonly Pair[], depth: number): Generator<[string, MapEntry]> {
    for (const pair of pairs) {
      const key = this.read(pair.key, depth + 1);
      if (key === undefined) continue;
      if (key.kind !== 'scalar' || key.value === null) {
        this.#problems.add('PEN_CONFIG_SYNTAX', 'A key must be plain text', key.place);
        continue;
      }
      // A key without a value has no node of its own, so its value stands where the key does.
      const node = pair.value == null ? { ...key, value: null } : this.read(pair.value, depth + 1);
      if (node) yield [String(key.value), { keyPlace: key.place, node }];
    }
  }
}

/** The parser appends the source text to some messages, and that text may be a secret. */
function withoutQuotes(message: string): string {
  return message.replace(/: ".*"$/s, '');
}
