import type { QueryEngine, Relation, DataType as TableType } from '@penstock/core/contracts';
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Map_,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableFromIPC,
  tableToIPC,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedEngine, openEngine } from './support/open-engine.ts';

let opened: OpenedEngine;
beforeAll(async () => {
  opened = await openEngine({ threads: 2 });
});
afterAll(() => opened.close());

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', 'twelve bytes', 'thirteen byte', 'ü'.repeat(7), '🙂'.repeat(40), 'x'.repeat(20_000)),
);
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
/** Microseconds within the years that DuckDB has. */
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });

interface Kind {
  readonly arrow: DataType;
  readonly type: TableType;
  readonly values: fc.Arbitrary<unknown>;
  /** What must come back for a value. */
  readonly back?: (value: never) => unknown;
}

const kinds: Readonly<Record<string, Kind>> = {
  boolean: { arrow: new Bool(), type: 'boolean', values: fc.boolean() },
  byte: { arrow: new Int8(), type: 'byte', values: int(8) },
  short: { arrow: new Int16(), type: 'short', values: int(16) },
  integer: { arrow: new Int32(), type: 'integer', values: int(32) },
  long: { arrow: new Int64(), type: 'long', values: long },
  uint8: { arrow: new Uint8(), type: 'short', values: uint(8) },
  uint16: { arrow: new Uint16(), type: 'integer', values: uint(16) },
  uint32: { arrow: new Uint32(), type: 'long', values: uint(32), back: BigInt },
  uint64: { arrow: new Uint64(), type: 'decimal(20,0)', values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  float: { arrow: new Float32(), type: 'float', values: fc.float() },
  double: { arrow: new Float64(), type: 'double', values: fc.double() },
  string: { arrow: new Utf8(), type: 'string', values: text },
  'large string': { arrow: new LargeUtf8(), type: 'string', values: text },
  dictionary: { arrow: new Dictionary(new Utf8(), new Int32()), type: 'string', values: text },
  binary: { arrow: new Binary(), type: 'binary', values: fc.uint8Array({ maxLength: 40 }) },
  'fixed binary': {
    arrow: new FixedSizeBinary(16),
    type: 'binary',
    values: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  },
  date: { arrow: new DateDay(), type: 'date', values: fc.integer({ min: -719_162, max: 2_932_896 }) },
  'timestamp s': {
    arrow: new TimestampSecond('UTC'),
    type: 'timestamp',
    values: micros.map((value) => value / 1_000_000n),
    back: (value: bigint) => value * 1_000_000n,
  },
  'timestamp ms': {
    arrow: new TimestampMillisecond(),
    type: 'timestamp_ntz',
    values: micros.map((value) => value / 1000n),
    back: (value: bigint) => value * 1000n,
  },
  'timestamp µs': { arrow: new TimestampMicrosecond('UTC'), type: 'timestamp', values: micros },
  'timestamp ns': {
    arrow: new TimestampNanosecond(),
    type: 'timestamp_ntz',
    values: fc.bigInt({ min: 0n, max: 2n ** 53n }).map((value) => value * 1000n),
    back: (value: bigint) => value / 1000n,
  },
  'decimal 4': { arrow: new Decimal(2, 4, 128), type: 'decimal(4,2)', values: fc.bigInt({ min: -9999n, max: 9999n }) },
  'decimal 9': {
    arrow: new Decimal(0, 9, 128),
    type: 'decimal(9,0)',
    values: fc.bigInt({ min: -999_999_999n, max: 999_999_999n }),
  },
  'decimal 18': {
    arrow: new Decimal(9, 18, 128),
    type: 'decimal(18,9)',
    values: fc.bigInt({ min: -(10n ** 18n - 1n), max: 10n ** 18n - 1n }),
  },
  'decimal 38': {
    arrow: new Decimal(10, 38, 128),
    type: 'decimal(38,10)',
    values: fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }),
  },
};

describe('columns come back as they went in', () => {
  test.each(Object.entries(kinds))('%s', async (_name, kind) => {
    const rows = fc.array(fc.option(kind.values, { freq: 4 }), { maxLength: 5000, size: '+1' });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(3), async (values, cut) => {
        const given = arrowOf(kind.arrow, values).slice(cut);
        const column = await throughDuckDb(opened.engine, kind.type, kind.arrow, given);
        const wanted = values
          .slice(cut)
          .map((value) => (value === null ? null : (kind.back ?? ((same: unknown) => same))(value as never)));
        expect(raw(column)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });

  test('across many chunks and batches, with long runs with and without nulls', async () => {
    const values = Array.from({ length: 30_000 }, (_, i) => (i > 9000 && i < 15_000 && i % 3 ? null : i * 7));
    const column = await throughDuckDb(opened.engine, 'integer', new Int32(), arrowOf(new Int32(), values), 5000);
    expect(raw(column)).toEqual(values);
  });

  test('nested values', async () => {
    const inner = new Struct([new Field('a', new Int64(), true), new Field('s', new Utf8(), true)]);
    const arrow = new List(new Field('element', inner, true));
    const type: TableType = {
      type: 'array',
      containsNull: true,
      elementType: {
        type: 'struct',
        fields: [
          { name: 'a', type: 'long', nullable: true, metadata: {} },
          { name: 's', type: 'string', nullable: true, metadata: {} },
        ],
      },
    };
    const item = fc.option(fc.record({ a: fc.option(long), s: fc.option(text) }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.array(item, { maxLength: 4 })), { maxLength: 60 }), async (values) => {
        const column = await throughDuckDb(opened.engine, type, arrow, vectorFromArray(values, arrow));
        expect(plain(column)).toEqual(values);
      }),
      { numRuns: 30 },
    );
  });

  test('maps', async () => {
    const entry = new Struct([new Field('key', new Utf8(), false), new Field('value', new Int32(), true)]);
    const arrow = new Map_(new Field('entries', entry, false) as never);
    const type: TableType = { type: 'map', keyType: 'string', valueType: 'integer', valueContainsNull: true };
    const values = [
      new Map([
        ['a', 1],
        ['b', null],
      ]),
      null,
      new Map(),
      new Map([['ü', -5]]),
    ];
    const column = await throughDuckDb(opened.engine, type, arrow, vectorFromArray(values, arrow));
    expect(plain(column)).toEqual([{ a: 1, b: null }, null, {}, { ü: -5 }]);
  });
});

test('batches that came from a file with dictionary deltas and replacements are read', async () => {
  const type = new Dictionary(new Utf8(), new Int32(), 7);
  const first = vectorFromArray(['a', 'b', null, 'a'], type);
  const second = vectorFromArray(['c', 'a long text in another dictionary', null], type);
  const stream = (vector: Vector) => new Table({ v: vector }).batches;
  const ipc = tableToIPC(new Table([...stream(first), ...stream(second)]), 'stream');
  const { batches } = tableFromIPC(ipc);
  const relation: Relation = { kind: 'batches', schema: schema('string'), batches: each(batches) };
  expect(await read(opened.engine, relation)).toEqual([
    'a',
    'b',
    null,
    'a',
    'c',
    'a long text in another dictionary',
    null,
  ]);
});

describe('damaged batches are refused', () => {
  const damaged = {
    'a buffer that is too short': makeData({ type: new Int64(), length: 100, data: new BigInt64Array(3) }),
    'offsets beyond the bytes': makeData({
      type: new Utf8(),
      length: 1,
      valueOffsets: Int32Array.of(0, 99),
      data: new Uint8Array(3),
    }),
    'descending offsets': makeData({
      type: new Utf8(),
      length: 2,
      valueOffsets: Int32Array.of(0, 3, 1),
      data: new Uint8Array(3),
    }),
    'text that is not UTF-8': makeData({
      type: new Utf8(),
      length: 1,
      valueOffsets: Int32Array.of(0, 2),
      data: Uint8Array.of(0xc3, 0x28),
    }),
    'text cut within a character': makeData({
      type: new Utf8(),
      length: 2,
      valueOffsets: Int32Array.of(0, 1, 2),
      data: Uint8Array.of(0xc3, 0xbc),
    }),
    'a code beyond the dictionary': makeData({
      type: new Dictionary(new Utf8(), new Int32()),
      length: 1,
      data: Int32Array.of(5),
      dictionary: vectorFromArray(['a'], new Utf8()),
    }),
  };
  test.each(Object.entries(damaged))('%s', async (_name, data) => {
    const fields = [new Field('v', data.type, true)];
    const batch = new RecordBatch(
      new Schema(fields),
      makeData({ type: new Struct(fields), length: data.length, nullCount: 0, children: [data] }),
    );
    const type = data.type instanceof Int64 ? 'long' : 'string';
    const relation: Relation = { kind: 'batches', schema: schema(type), batches: each([batch]) };
    await expect(read(opened.engine, relation)).rejects.toMatchObject({ code: 'PEN_SCHEMA_MISMATCH' });
  });
});

async function throughDuckDb(
  engine: QueryEngine,
  type: TableType,
  arrow: DataType,
  values: Vector,
  batchRows?: number,
): Promise<Vector> {
  const fields = [new Field('v', arrow, true)];
  const batches = values.data.map(
    (data) =>
      new RecordBatch(
        new Schema(fields),
        makeData({ type: new Struct(fields), length: data.length, nullCount: 0, children: [data] }),
      ),
  );
  const relation: Relation = { kind: 'batches', schema: schema(type), batches: each(batches) };
  const results: RecordBatch[] = [];
  for await (const batch of engine.query({ sql: 'select v from {{t}}', relations: { t: relation } }, { batchRows }))
    results.push(batch);
  const column = new Table(results).getChild('v');
  if (!column) throw new Error('no column');
  return column;
}

async function read(engine: QueryEngine, relation: Relation): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const batch of engine.query({ sql: 'select v from {{t}}', relations: { t: relation } }))
    values.push(...(batch.getChildAt(0) ?? []));
  return values;
}

function schema(type: TableType) {
  return { type: 'struct' as const, fields: [{ name: 'v', type, nullable: true, metadata: {} }] };
}

async function* each<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}

/** Arrays whose raw numbers are the values: Arrow's builders take milliseconds for dates and instants. */
function arrowOf(type: DataType, values: readonly unknown[]): Vector {
  if (!(type instanceof Decimal) && !/Timestamp|Date/.test(String(type)))
    return vectorFromArray(values as never[], type);
  const isDecimal = type instanceof Decimal;
  const data = new type.ArrayType(values.length * (isDecimal ? 4 : 1));
  const bits = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, i) => {
    if (value === null) return;
    (bits[i >> 3] as number) |= 1 << (i & 7);
    if (isDecimal)
      for (let word = 0; word < 4; word++)
        data[i * 4 + word] = Number(((value as bigint) >> BigInt(32 * word)) & 0xffffffffn);
    else data[i] = value;
  });
  const nullCount = values.filter((value) => value === null).length;
  return makeVector(makeData({ type, length: values.length, nullCount, nullBitmap: bits, data } as never));
}

/** The values as they lie in the buffers. */
function raw(column: Vector): unknown[] {
  return column.data.flatMap((data) =>
    Array.from({ length: data.length }, (_, i) => {
      if (!data.getValid(i)) return null;
      if (data.type instanceof Decimal)
        return BigInt.asIntN(
          128,
          [3, 2, 1, 0].reduce((sum, word) => (sum << 32n) | BigInt(data.values[i * 4 + word]), 0n),
        );
      if (/Timestamp|Date/.test(String(data.type))) return data.values[i];
      return makeVector(data).get(i);
    }),
  );
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item)),
    (_key, item) => (typeof item === 'string' && /^-?\d+n$/.test(item) ? BigInt(item.slice(0, -1)) : item),
  );
}
