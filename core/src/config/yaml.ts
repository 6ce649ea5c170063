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
  if (document.errors.length + document.warnings.length > 0) return undefined;
  const reader = new TreeReader(document, place, problems);
  const root = reader.read(document.contents);
  if (reader.failed) return undefined;
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
  /** Something could not be read, and was reported. */
  failed = false;

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
      return this.failed ? undefined : this.#fail('The file is nested or repeats its anchors beyond reason', place);
    }
    if (node === null) return { kind: 'scalar', place, value: null };
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      return target ? this.read(target, depth + 1) : this.#fail('There is no anchor for this alias', place);
    }
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
    return this.#fail('Only text, numbers, true, false and null can be values', place);
  }

  #fail(message: string, place: Place): undefined {
    this.failed = true;
    this.#problems.add('PEN_CONFIG_SYNTAX', message, place);
  }

  *#entries(pairs: readonly Pair[], depth: number): Generator<[string, MapEntry]> {
    for (const pair of pairs) {
      const key = this.read(pair.key, depth + 1);
      if (key === undefined) continue;
      if (key.kind !== 'scalar' || key.value === null) {
        this.#fail('A key must be plain text', key.place);
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
