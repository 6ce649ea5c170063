import type { RoaringBitmap } from './roaring-bitmap.ts';

type Container = RoaringBitmap['containers'][number];

/** The numbers of a bitmap, ascending, one container at a time, so that memory stays bounded. */
export function* roaringRows({ containers }: RoaringBitmap): Generator<BigInt64Array> {
  for (const container of containers) yield rowsOf(container);
}

function rowsOf(container: Container): BigInt64Array {
  const rows = new BigInt64Array(container.cardinality);
  // As pairs of 32-bit halves: a bigint for each row would cost several times as much.
  const halves = new Uint32Array(rows.buffer);
  const upper = Math.floor(container.high / 0x1_0000);
  const lower = (container.high % 0x1_0000) * 0x1_0000;
  let at = 0;
  const put = (value: number) => {
    halves[at++] = lower + value;
    halves[at++] = upper;
  };
  SPREAD[container.kind](container.data, put);
  return rows;
}

const SPREAD: Readonly<Record<Container['kind'], (data: DataView, put: (value: number) => void) => void>> = {
  array(data, put) {
    for (let at = 0; at < data.byteLength; at += 2) put(data.getUint16(at, true));
  },
  bitmap(data, put) {
    for (let at = 0; at < data.byteLength; at += 4) {
      let word = data.getUint32(at, true);
      while (word !== 0) {
        const lowest = word & -word;
        put(at * 8 + (31 - Math.clz32(lowest)));
        word ^= lowest;
      }
    }
  },
  runs(data, put) {
    for (let at = 0; at < data.byteLength; at += 4) {
      const start = data.getUint16(at, true);
      const end = start + data.getUint16(at + 2, true);
      for (let value = start; value <= end; value++) put(value);
    }
  },
};
