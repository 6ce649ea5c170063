import { crc32 } from 'node:zlib';

// The other side of src/deletion-vectors, from the published formats: what a writer of deletion vectors does.

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
export const MAGIC = 1681511377;

/** Z85 of bytes, zeros added up to a multiple of four. */
export function encodeZ85(bytes: Uint8Array): string {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = '';
  for (let at = 0; at < padded.length; at += 4) {
    const value = padded.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += Z85[Math.floor(value / power) % 85];
  }
  return text;
}

/** A bitmap as deletion vectors have it, magic number first. @param withRuns whether containers may be runs */
export function encodeVector(rows: readonly bigint[], withRuns = false): Buffer {
  const buckets = groupBy(rows, (row) => row >> 32n);
  const parts = [u32(MAGIC), u64(BigInt(buckets.size))];
  for (const [key, values] of buckets) {
    parts.push(
      u32(Number(key)),
      encode32(
        values.map((value) => Number(value & 0xffff_ffffn)),
        withRuns,
      ),
    );
  }
  return Buffer.concat(parts);
}

/** A file of several vectors, each with its place in it. */
export function vectorFile(vectors: readonly Uint8Array[], before = 0): { bytes: Buffer; offsets: readonly number[] } {
  const parts: Buffer[] = [Buffer.of(1), Buffer.alloc(before)];
  const offsets: number[] = [];
  for (const vector of vectors) {
    offsets.push(parts.reduce((sum, part) => sum + part.length, 0));
    const size = Buffer.alloc(4);
    size.writeInt32BE(vector.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(vector));
    parts.push(size, Buffer.from(vector), sum);
  }
  return { bytes: Buffer.concat(parts), offsets };
}

function encode32(values: readonly number[], withRuns: boolean): Buffer {
  const containers = [...groupBy(values, (value) => value >>> 16)].map(([key, items]) => {
    const low = items.map((value) => value & 0xffff);
    return { key, low, runs: withRuns ? runsOf(low) : undefined };
  });
  const flags = Buffer.alloc(Math.ceil(containers.length / 8));
  const hasRuns = containers.some(({ runs }) => runs);
  for (const [at, { runs }] of containers.entries()) if (runs) flags[at >> 3] = (flags[at >> 3] ?? 0) | (1 << (at & 7));
  const headers = containers.flatMap(({ key, low }) => [u16(key), u16(low.length - 1)]);
  const bodies = containers.map(({ low, runs }) => body(low, runs));
  const start = hasRuns ? [u32(12347 | ((containers.length - 1) << 16)), flags] : [u32(12346), u32(containers.length)];
  const head = Buffer.concat([...start, ...headers]);
  const withOffsets = !hasRuns || containers.length >= 4;
  let offset = head.length + (withOffsets ? containers.length * 4 : 0);
  const offsets = bodies.map((bytes) => {
    offset += bytes.length;
    return u32(offset - bytes.length);
  });
  return Buffer.concat([head, ...(withOffsets ? offsets : []), ...bodies]);
}

function body(low: readonly number[], runs: readonly (readonly [number, number])[] | undefined): Buffer {
  if (runs) return Buffer.concat([u16(runs.length), ...runs.flatMap(([start, more]) => [u16(start), u16(more)])]);
  if (low.length <= 4096) return Buffer.concat(low.map(u16));
  const bits = Buffer.alloc(8192);
  for (const value of low) bits[value >> 3] = (bits[value >> 3] ?? 0) | (1 << (value & 7));
  return bits;
}

/** First value and how many follow it. */
function runsOf(values: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] + 1 === value) last[1]++;
    else runs.push([value, 0]);
  }
  return runs;
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  return Map.groupBy(items, key);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
