import { createHash } from 'node:crypto';

/** A list of the reference values: given, or made by a documented generator that doubles reproduce bit for bit. */
export interface ListSpec {
  readonly values?: readonly (number | string | null)[];
  readonly gen?: string;
  readonly concat?: readonly ListSpec[];
  readonly seed?: number;
  readonly n?: number;
  readonly [parameter: string]: unknown;
}
export type Item = number | string | null;

const special: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

export function expandInput(spec: ListSpec): Item[] {
  const items = spec.concat ? spec.concat.flatMap(expandInput) : (spec.values?.map(literal(spec)) ?? generate(spec));
  return (spec['then'] as Record<string, number>[] | undefined)?.reduce<Item[]>(applyStep, items) ?? items;
}

/** SHA-256 as the reference file defines it. */
export function digestOf(items: readonly Item[]): string {
  const hash = createHash('sha256');
  const double = Buffer.alloc(8);
  for (const item of items) {
    if (typeof item === 'number') {
      double.writeDoubleLE(item);
      hash.update(double);
    } else hash.update(item === null ? 'null;' : `${item};`);
  }
  return hash.digest('hex');
}

function literal(spec: ListSpec): (value: Item) => Item {
  return (value) => (typeof value === 'string' && spec['type'] !== 'categorical' ? (special[value] ?? value) : value);
}

/** MINSTD; every product is below 2^53. */
function minstd(seed: number): () => number {
  let state = seed;
  return () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
}

function generate(spec: ListSpec): Item[] {
  const random = minstd(spec.seed ?? 1);
  const of = (name: string) => spec[name] as number;
  const generators: Readonly<Record<string, (i: number) => Item>> = {
    uniform: () => of('lo') + (of('hi') - of('lo')) * random(),
    normal12: () => {
      let sum = 0;
      for (let k = 0; k < 12; k += 1) sum += random();
      return of('mean') + of('sd') * (sum - 6);
    },
    heavy: () => {
      const v = 2 * random() - 1;
      return of('loc') + of('scale') * (v / (1 - Math.abs(v)));
    },
    pareto2: () => of('scale') / Math.sqrt(random()),
    categorical: () => {
      const u = random();
      const cumulative = spec['cum'] as number[];
      const labels = spec['labels'] as string[];
      const found = cumulative.findIndex((edge) => u < edge);
      return labels[found < 0 ? labels.length - 1 : found] ?? null;
    },
    constant: () => of('value'),
  };
  const next = generators[String(spec.gen)];
  if (next === undefined) throw new TypeError(`unknown generator ${spec.gen}`);
  return Array.from({ length: spec.n ?? 0 }, (_, i) => next(i));
}

function applyStep(items: Item[], step: Record<string, number>): Item[] {
  const digits = step['round'];
  if (digits === undefined) throw new TypeError(`unknown step ${Object.keys(step).join()}`);
  return items.map((item) => Math.floor((item as number) * 10 ** digits + 0.5) / 10 ** digits);
}
