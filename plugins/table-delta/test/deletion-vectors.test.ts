import { PenstockError } from '@penstock/core';
import type { RowPositions } from '@penstock/core/contracts';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDeletionVector, vectorKey } from '../src/deletion-vectors/read-deletion-vector.ts';
import { readRoaring64 } from '../src/deletion-vectors/roaring-bitmap.ts';
import { roaringRows } from '../src/deletion-vectors/roaring-rows.ts';
import { deletionVectorOf, difference } from '../src/deletion-vectors/row-positions.ts';
import { decodeZ85 } from '../src/deletion-vectors/z85.ts';
import type { DeletionVectorDescriptor } from '../src/log/actions.ts';
import { TableLocation } from '../src/paths/table-location.ts';
import { encodeVector, encodeZ85, vectorFile } from './support/roaring.ts';
import { countingStore } from './support/store-wrappers.ts';

const UUID_TEXT = '^-aqEH.-t@S}K{vb[*k^';
const KEY = 'tables/t/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin';

/** Rows near the borders of containers and buckets, in clusters and alone. */
const rowSet = fc
  .array(
    fc.tuple(
      fc.constantFrom(0n, 65_530n, 131_072n, 2n ** 32n - 3n, 2n ** 40n, 2n ** 62n),
      fc.nat(70_000),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6000 })),
    ),
    { maxLength: 6 },
  )
  .map((parts) => {
    const rows = new Set<bigint>();
    for (const [base, start, length] of parts) {
      for (let at = 0; at < length; at++) rows.add(base + BigInt(start + at));
    }
    return [...rows].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  });

const store = memoryObjectStore();
const location = new TableLocation(store, 'tables', 't');
const inline = (bytes: Uint8Array, cardinality: number): DeletionVectorDescriptor => ({
  storageType: 'i',
  pathOrInlineDv: encodeZ85(bytes),
  sizeInBytes: bytes.length,
  cardinality,
});

async function rowsOf(positions: RowPositions): Promise<bigint[]> {
  const rows: bigint[] = [];
  for await (const batch of positions.positions()) rows.push(...batch);
  return rows;
}

const read = (descriptor: DeletionVectorDescriptor) => rowsOf(deletionVectorOf(store, location, descriptor));

describe('Z85', () => {
  test('reads the example of its specification', () => {
    expect(decodeZ85('HelloWorld')).toEqual(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b));
    expect(decodeZ85('')).toEqual(new Uint8Array());
  });

  test('reads what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeZ85(encodeZ85(bytes));
        expect(decoded?.subarray(0, bytes.length)).toEqual(bytes);
      }),
    );
  });

  test('takes no other text for one', () => {
    for (const text of ['a', '1234', '123456', '12 45', '1234ü', '####\0', '%nSc1', '#####']) {
      expect(decodeZ85(text), text).toBeUndefined();
    }
    expect(decodeZ85('%nSc0')).toEqual(Uint8Array.of(255, 255, 255, 255));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const decoded = decodeZ85(text);
        if (decoded) expect(encodeZ85(decoded)).toBe(text);
      }),
    );
  });
});

describe('bitmaps', () => {
  test('give the rows they were made of, from arrays, bitmaps and runs in any bucket', () => {
    fc.assert(
      fc.property(rowSet, fc.boolean(), (rows, withRuns) => {
        const bitmap = readRoaring64(encodeVector(rows, withRuns).subarray(4));
        expect(bitmap.cardinality).toBe(rows.length);
        expect(Array.from(roaringRows(bitmap), (part) => [...part]).flat()).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test('a full container, and the highest rows that can be', () => {
    const rows = Array.from({ length: 65_536 }, (_, at) => 2n ** 63n - 65_536n + BigInt(at));
    for (const withRuns of [false, true]) {
      const bitmap = readRoaring64(encodeVector(rows, withRuns).subarray(4));
      expect(Array.from(roaringRows(bitmap), (part) => [...part]).flat()).toEqual(rows);
    }
  });

  test('bytes that were changed, cut or made up are read as something whole or refused, and never hang', () => {
    const changed = fc
      .tuple(rowSet, fc.boolean(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
      .map(([rows, withRuns, changes, cut]) => {
        const bytes = encodeVector(rows, withRuns).subarray(4);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          const bitmap = readRoaring64(bytes);
          const rows = Array.from(roaringRows(bitmap), (part) => [...part]).flat();
          expect(rows).toHaveLength(bitmap.cardinality);
          expect(rows.every((row, at) => row >= 0n && (at === 0 || (rows[at - 1] ?? 0n) < row))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('counts that nothing follows are refused at once', () => {
    const huge = Buffer.alloc(16, 255);
    expect(() => readRoaring64(huge)).toThrow(/impossible count/);
    huge.writeBigUInt64LE(2n ** 50n);
    expect(() => readRoaring64(huge)).toThrow(RangeError);
  });
});

describe('deletion vectors', () => {
  test('an inline one as Spark writes it; the example in the protocol has an older format and is refused', async () => {
    const descriptor = { storageType: 'i', sizeInBytes: 44, cardinality: 6 };
    const pathOrInlineDv = '^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L';
    expect(await read({ ...descriptor, pathOrInlineDv })).toEqual([3n, 4n, 7n, 11n, 18n, 29n]);
    const older = 'wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L';
    const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () =>
      read({ ...descriptor, sizeInBytes: 40, pathOrInlineDv: older }),
    );
    expect(error.message).toMatch(/magic number/);
  });

  test('lie where the protocol says', () => {
    const key = (storageType: string, pathOrInlineDv: string) =>
      vectorKey(location, { storageType, pathOrInlineDv, sizeInBytes: 1, cardinality: 1 });
    expect(key('u', UUID_TEXT)).toBe(KEY);
    expect(key('u', `ab${UUID_TEXT}`)).toBe('tables/t/ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin');
    expect(key('p', store.uri('tables/other/x y.bin').replace(' ', '%20'))).toBe('tables/other/x y.bin');
    for (const [type, path] of [
      ['u', 'short'],
      ['u', `../x${UUID_TEXT}`],
      ['u', `${UUID_TEXT.slice(0, -1)} `],
      ['x', UUID_TEXT],
    ] as const) {
      expect(() => key(type, path), path).toThrow(expect.objectContaining({ code: 'PEN_TABLE_CORRUPT' }));
    }
  });

  test('several in one file, however far inside', async () => {
    const sets = [[1n, 5n], [0n], Array.from({ length: 5000 }, (_, at) => BigInt(at * 3))];
    for (const before of [0, 200_000]) {
      const vectors = sets.map((rows) => encodeVector(rows));
      const { bytes, offsets } = vectorFile(vectors, before);
      await store.put(KEY, bytes);
      for (const [at, rows] of sets.entries()) {
        const offset = offsets[at];
        const sizeInBytes = vectors[at]?.length ?? 0;
        const descriptor = {
          storageType: 'u',
          pathOrInlineDv: UUID_TEXT,
          offset,
          sizeInBytes,
          cardinality: rows.length,
        };
        expect(await read(descriptor)).toEqual(rows);
      }
    }
  });

  test('one without an offset is the first of its file', async () => {
    const vector = encodeVector([7n]);
    await store.put(KEY, vectorFile([vector]).bytes);
    const descriptor = { storageType: 'u', pathOrInlineDv: UUID_TEXT, sizeInBytes: vector.length, cardinality: 1 };
    expect(await read(descriptor)).toEqual([7n]);
  });

  test('whatever is not as it should be is PEN_TABLE_CORRUPT and says what', async () => {
    const vector = encodeVector([1n, 2n, 70_000n]);
    const good = { storageType: 'u', pathOrInlineDv: UUID_TEXT, offset: 1, sizeInBytes: vector.length, cardinality: 3 };
    const { bytes } = vectorFile([vector]);
    const attempt = async (change: (file: Buffer) => Buffer | undefined, more: Partial<typeof good> = {}) => {
      const file = change(Buffer.from(bytes));
      if (file) await store.put(KEY, file);
      else await store.delete(KEY);
      return (await rejectsWithCode('PEN_TABLE_CORRUPT', () => read({ ...good, ...more }))).message;
    };
    const same = (file: Buffer) => file;
    const put = (at: number, value: number) => (file: Buffer) => {
      file[at] = value;
      return file;
    };
    expect(await attempt(() => undefined)).toMatch(/is gone/);
    expect(await attempt(put(0, 2))).toMatch(/format version 2/);
    expect(await attempt(put(10, 99))).toMatch(/checksum/);
    expect(await attempt(put(4, 1))).toMatch(/bytes at 1, the log says/);
    expect(await attempt((file) => file.subarray(0, file.length - 1))).toMatch(/ends before/);
    expect(await attempt((file) => file.subarray(0, 0))).toMatch(/format version undefined/);
    expect(await attempt(same, { cardinality: 4 })).toMatch(/deletes 3 rows, the log says 4/);
    expect(await attempt(same, { sizeInBytes: vector.length - 1 })).toMatch(/the log says/);
    expect(await attempt(same, { offset: 0 })).toMatch(/at 0/);
    expect(await attempt(same, { offset: 500_000 })).toMatch(/ends before/);
    expect(await attempt(same, { sizeInBytes: -5 })).toMatch(/-5 bytes/);
    const other = Buffer.from(vector);
    other.writeInt32LE(1681511376);
    expect(await attempt(() => vectorFile([other]).bytes)).toMatch(/magic number 1681511376/);
    const long = Buffer.concat([vector, Buffer.alloc(3)]);
    expect(await attempt(() => vectorFile([long]).bytes, { sizeInBytes: long.length })).toMatch(/3 bytes follow/);
  });

  test('inline ones are checked too', async () => {
    const good = inline(encodeVector([1n, 2n]), 2);
    for (const bad of [
      { pathOrInlineDv: `${good.pathOrInlineDv.slice(0, -1)} ` },
      { pathOrInlineDv: good.pathOrInlineDv.slice(5) },
      { pathOrInlineDv: '' },
      { sizeInBytes: good.sizeInBytes - 4 },
      { sizeInBytes: good.sizeInBytes + 4 },
      { cardinality: 1 },
    ]) {
      await rejectsWithCode('PEN_TABLE_CORRUPT', () => read({ ...good, ...bad }));
    }
  });

  test('changed inline bytes never give another number of rows than the log says', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(rowSet, fc.boolean(), changes, async (rows, withRuns, changed) => {
        const bytes = encodeVector(rows, withRuns);
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        const found = await read(inline(bytes, rows.length)).catch((error: unknown) => {
          expect(PenstockError.is(error, 'PEN_TABLE_CORRUPT')).toBe(true);
          return undefined;
        });
        if (found) expect(found).toHaveLength(rows.length);
      }),
      { numRuns: 100 },
    );
  });

  test('nothing is fetched before the rows are asked for, then one range', async () => {
    const vector = encodeVector([3n]);
    const counting = countingStore(memoryObjectStore());
    await counting.put(KEY, vectorFile([vector]).bytes);
    counting.calls.length = 0;
    const descriptor = {
      storageType: 'u',
      pathOrInlineDv: UUID_TEXT,
      offset: 1,
      sizeInBytes: vector.length,
      cardinality: 1,
    };
    const positions = deletionVectorOf(counting, location, descriptor);
    expect(counting.calls).toEqual([]);
    expect(await rowsOf(positions)).toEqual([3n]);
    expect(counting.calls).toEqual([`get ${KEY}`]);
  });

  test('reading can be cancelled', async () => {
    const vector = deletionVectorOf(store, location, inline(encodeVector([1n, 70_000n]), 2));
    const batches = vector.positions({ signal: AbortSignal.abort() });
    await rejectsWithCode('PEN_ABORTED', async () => batches[Symbol.asyncIterator]().next());
  });

  test('the rows of one that are not in another', async () => {
    await fc.assert(
      fc.asyncProperty(rowSet, rowSet, async (a, b) => {
        const [left, right] = [a, b].map((rows) =>
          deletionVectorOf(store, location, inline(encodeVector(rows), rows.length)),
        );
        if (!left || !right) return;
        const others = new Set(b);
        expect(await rowsOf(difference(left, right))).toEqual(a.filter((row) => !others.has(row)));
      }),
      { numRuns: 60 },
    );
  });

  test('an empty vector deletes nothing', async () => {
    expect((await readDeletionVector(store, location, inline(encodeVector([]), 0))).containers).toEqual([]);
  });
});
