/** Which rows are in which leaf: one array of rows, in which every leaf owns a range and rows keep their order. */
export class RowPartition {
  readonly #rows: Int32Array;
  readonly #moved: Int32Array;
  readonly #starts: number[] = [0];
  readonly #counts: number[];

  /** @param rows Rows of leaf 0, ascending. Owned by the partition from now on. */
  constructor(rows: Int32Array) {
    this.#rows = rows;
    this.#moved = new Int32Array(rows.length);
    this.#counts = [rows.length];
  }

  get leaves(): number {
    return this.#starts.length;
  }

  /** Rows of a leaf, a view that the next split changes. */
  rowsOf(leaf: number): Int32Array {
    const start = this.#starts[leaf]!;
    return this.#rows.subarray(start, start + this.#counts[leaf]!);
  }

  /**
   * Splits a leaf: rows that go left stay in it, the others make up a new leaf, whose number is returned.
   * @param goesLeft Bin → 1 when its rows go left.
   */
  split(leaf: number, bins: Uint8Array, goesLeft: Uint8Array): number {
    const rows = this.rowsOf(leaf);
    const moved = this.#moved;
    let left = 0;
    let right = 0;
    // Both places are written and only one advances: no branch to mispredict.
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const stays = goesLeft[bins[row]!]!;
      rows[left] = row;
      moved[right] = row;
      left += stays;
      right += 1 - stays;
    }
    rows.set(moved.subarray(0, right), left);
    this.#starts.push(this.#starts[leaf]! + left);
    this.#counts[leaf] = left;
    this.#counts.push(right);
    return this.leaves - 1;
  }
}
