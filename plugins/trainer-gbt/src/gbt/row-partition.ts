/** Which rows are in which leaf: one array of rows, in which every leaf owns a range and rows keep their order. */
export class RowPartition {
  readonly #rows: Int32Array;
  readonly #moved: Int32Array;
  #starts: number[] = [];
  #counts: number[] = [];

  /** @param capacity Most rows there will be. */
  constructor(capacity: number) {
    this.#rows = new Int32Array(capacity);
    this.#moved = new Int32Array(capacity);
  }

  /** Starts anew with one leaf, number 0. */
  start(rows: Int32Array): void {
    this.#rows.set(rows);
    this.#starts = [0];
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
