import type { FeatureColumn } from '../contracts/model-flavor.ts';

/** Builds a categorical column value by value; the dictionary is in order of first appearance. */
export class CategoryColumn {
  readonly #codes: Int32Array;
  readonly #known = new Map<string, number>();

  constructor(rows: number) {
    this.#codes = new Int32Array(rows).fill(-1);
  }

  /** Rows never set are missing. */
  set(row: number, value: string | null): void {
    if (value === null) return;
    const code = this.#known.get(value) ?? this.#known.size;
    if (code === this.#known.size) this.#known.set(value, code);
    this.#codes[row] = code;
  }

  finish(): Extract<FeatureColumn, { type: 'categorical' }> {
    return { type: 'categorical', codes: this.#codes, dictionary: [...this.#known.keys()] };
  }
}
