import duckdb from '@duckdb/node-bindings';

/** A string up to this length lies within its 16 bytes of the vector; else these hold a pointer. */
const INLINE = 12;
/** Gaps between strings that are read along. Far below a page, so nothing but the strings' own pages is touched. */
const GAP = 64;

/**
 * Bytes of a chunk's VARCHAR or BLOB column. DuckDB keeps 16 bytes a row: length, then the bytes themselves or four of
 * them and a pointer. Long strings mostly lie one behind the other, so they are fetched in runs rather than one by one.
 */
export class StringVector {
  /** Where row i's bytes are: `bytes[i]` says in which array, from `start[i]` on, `length[i]` of them. */
  readonly lengths: Uint32Array;
  readonly starts: Uint32Array;
  #rows: Uint8Array = new Uint8Array(0);
  #heap: Uint8Array = new Uint8Array(0);
  readonly #pointers: Float64Array;
  readonly #order: Uint32Array;

  constructor(capacity: number) {
    this.lengths = new Uint32Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.#pointers = new Float64Array(capacity);
    this.#order = new Uint32Array(capacity);
  }

  /** Reads the rows of a vector; nulls count as empty. */
  load(vector: duckdb.Vector, rows: number, validity: Uint8Array | null): void {
    this.#rows = duckdb.vector_get_data(vector, rows * 16);
    const words = new Uint32Array(this.#rows.buffer, this.#rows.byteOffset, rows * 4);
    let long = 0;
    let isSorted = true;
    for (let row = 0; row < rows; row++) {
      const isNull = validity !== null && (((validity[row >> 3] as number) >> (row & 7)) & 1) === 0;
      const length = isNull ? 0 : (words[row * 4] as number);
      this.lengths[row] = length;
      this.starts[row] = row * 16 + 4;
      if (length <= INLINE) continue;
      const pointer = (words[row * 4 + 3] as number) * 0x1_0000_0000 + (words[row * 4 + 2] as number);
      this.#pointers[row] = pointer;
      if (long > 0 && pointer < (this.#pointers[this.#order[long - 1] as number] as number)) isSorted = false;
      this.#order[long++] = row;
    }
    if (long > 0) this.#fetch(isSorted ? this.#order.subarray(0, long) : this.#sorted(long));
  }

  /** The array in which the row's bytes are, from `starts[row]` on. */
  bytesOf(row: number): Uint8Array {
    return (this.lengths[row] as number) <= INLINE ? this.#rows : this.#heap;
  }

  #sorted(long: number): Uint32Array {
    const pointers = this.#pointers;
    return this.#order.subarray(0, long).sort((a, b) => (pointers[a] as number) - (pointers[b] as number));
  }

  /** Fetches the strings of these rows, whose pointers ascend, and says where in the heap each is. */
  #fetch(order: Uint32Array): void {
    const runs: Uint8Array[] = [];
    let heapSize = 0;
    for (let from = 0; from < order.length; ) {
      const first = order[from] as number;
      const begin = this.#pointers[first] as number;
      let end = begin;
      let to = from;
      for (; to < order.length; to++) {
        const row = order[to] as number;
        const pointer = this.#pointers[row] as number;
        if (pointer > end + GAP) break;
        end = Math.max(end, pointer + (this.lengths[row] as number));
        this.starts[row] = heapSize + (pointer - begin);
      }
      runs.push(
        duckdb.get_data_from_pointer(
          this.#rows.buffer as ArrayBuffer,
          this.#rows.byteOffset + first * 16 + 8,
          end - begin,
        ),
      );
      heapSize += end - begin;
      from = to;
    }
    this.#heap = runs.length === 1 ? (runs[0] as Uint8Array) : joined(runs, heapSize);
  }
}

function joined(runs: readonly Uint8Array[], size: number): Uint8Array {
  const heap = new Uint8Array(size);
  let at = 0;
  for (const run of runs) {
    heap.set(run, at);
    at += run.length;
  }
  return heap;
}
