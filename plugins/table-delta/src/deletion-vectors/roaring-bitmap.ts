import { ByteReader } from './byte-reader.ts';

/** Rows 65536·key to 65536·key + 65535 of a bitmap: sorted values, a bit for each, or pairs of first and length - 1. */
interface Container {
  /** Upper 48 bits of the rows. */
  readonly high: number;
  readonly kind: 'array' | 'bitmap' | 'runs';
  /** Little-endian, aligned by nothing. */
  readonly data: DataView;
  readonly cardinality: number;
}

/** A set of 64-bit numbers, checked and not yet spread out. */
export interface RoaringBitmap {
  readonly cardinality: number;
  readonly containers: readonly Container[];
}

const WITHOUT_RUNS = 12346;
const WITH_RUNS = 12347;
/** Largest array container. */
const ARRAY_MAX = 4096;
const BITMAP_BYTES = 8192;
/** From so many containers on a bitmap with runs has offsets too. */
const OFFSETS_FROM = 4;

/**
 * Reads the portable 64-bit format (RoaringFormatSpec, "Extension for 64-bit implementations"): a count of buckets, for
 * each its key and a 32-bit bitmap. Throws a RangeError that says what is wrong; nothing is trusted.
 */
export function readRoaring64(bytes: Uint8Array): RoaringBitmap {
  const reader = new ByteReader(bytes);
  const buckets = reader.uint64();
  const containers: Container[] = [];
  let previous = -1;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const key = reader.uint32();
    if (key <= previous) throw new RangeError('the buckets of its bitmap are not in order');
    if (key > 0x7fff_ffff) throw new RangeError('a bucket of its bitmap has a negative key');
    previous = key;
    readRoaring32(reader, key, containers);
  }
  if (reader.left > 0) throw new RangeError(`${reader.left} bytes follow its bitmap`);
  return { cardinality: containers.reduce((sum, { cardinality }) => sum + cardinality, 0), containers };
}

function readRoaring32(reader: ByteReader, bucket: number, into: Container[]): void {
  const cookie = reader.uint32();
  const hasRuns = (cookie & 0xffff) === WITH_RUNS;
  if (!hasRuns && cookie !== WITHOUT_RUNS) throw new RangeError(`its bitmap starts with the unknown cookie ${cookie}`);
  const count = hasRuns ? (cookie >>> 16) + 1 : reader.uint32();
  if (count > 0x1_0000) throw new RangeError(`its bitmap has ${count} containers`);
  const runFlags = hasRuns ? reader.bytes(Math.ceil(count / 8)) : undefined;
  const headers = reader.bytes(count * 4);
  if (!hasRuns || count >= OFFSETS_FROM) reader.bytes(count * 4);
  let previous = -1;
  for (let at = 0; at < count; at++) {
    const key = headers.getUint16(at * 4, true);
    const cardinality = headers.getUint16(at * 4 + 2, true) + 1;
    if (key <= previous) throw new RangeError('the containers of its bitmap are not in order');
    previous = key;
    const isRuns = runFlags !== undefined && ((runFlags.getUint8(at >> 3) >> (at & 7)) & 1) === 1;
    into.push(readContainer(reader, bucket * 0x1_0000 + key, cardinality, isRuns));
  }
}

function readContainer(reader: ByteReader, high: number, cardinality: number, isRuns: boolean): Container {
  const container: Container = isRuns
    ? { high, kind: 'runs', data: reader.bytes(reader.uint16() * 4), cardinality }
    : cardinality <= ARRAY_MAX
      ? { high, kind: 'array', data: reader.bytes(cardinality * 2), cardinality }
      : { high, kind: 'bitmap', data: reader.bytes(BITMAP_BYTES), cardinality };
  const found = COUNTS[container.kind](container.data);
  if (found !== cardinality)
    throw new RangeError(`a container of its bitmap holds ${found} rows and says ${cardinality}`);
  return container;
}

/** How many values a container of a kind has. */
const COUNTS: Readonly<Record<Container['kind'], (data: DataView) => number>> = {
  array(data) {
    for (let at = 2; at < data.byteLength; at += 2) {
      if (data.getUint16(at, true) <= data.getUint16(at - 2, true))
        throw new RangeError('the rows of its bitmap are not in order');
    }
    return data.byteLength / 2;
  },
  bitmap(data) {
    let count = 0;
    for (let at = 0; at < data.byteLength; at += 4) count += ones(data.getUint32(at, true));
    return count;
  },
  runs(data) {
    let count = 0;
    let next = 0;
    for (let at = 0; at < data.byteLength; at += 4) {
      const start = data.getUint16(at, true);
      const length = data.getUint16(at + 2, true) + 1;
      if (start < next || start + length > 0x1_0000) throw new RangeError('the runs of its bitmap overlap');
      next = start + length;
      count += length;
    }
    return count;
  },
};

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
