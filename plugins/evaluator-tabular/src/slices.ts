import type { EvaluationInput } from '@penstock/core/contracts';

/** Rows of one value of a slice column, as places among the labelled rows. */
export interface SliceRows {
  readonly slice: string;
  readonly value: string;
  readonly at: Uint32Array;
}

/** Name of the slice of rows without a value. */
const NULL_VALUE = '<null>';

/** Every value that occurs among the labelled rows, column by column, the most frequent first. */
export function sliceRows(slices: EvaluationInput['slices'], labelled: Uint32Array): SliceRows[] {
  return Object.entries(slices).flatMap(([slice, { codes, dictionary }]) => {
    const groups = groupByCode(codes, labelled, dictionary.length);
    return groups
      .map((at, code) => ({ slice, value: dictionary[code] ?? NULL_VALUE, at }))
      .filter(({ at }) => at.length > 0)
      .sort((a, b) => b.at.length - a.at.length);
  });
}

/** Counting sort: places among the labelled rows by code; codes outside the dictionary are the last group, the nulls. */
function groupByCode(codes: Int32Array, labelled: Uint32Array, size: number): Uint32Array[] {
  const groupOf = (row: number) => {
    const code = codes[row] ?? -1;
    return code >= 0 && code < size ? code : size;
  };
  const ends = new Uint32Array(size + 1);
  for (const row of labelled) ends[groupOf(row)] = (ends[groupOf(row)] ?? 0) + 1;
  for (let group = 1; group <= size; group += 1) ends[group] = (ends[group] ?? 0) + (ends[group - 1] ?? 0);
  const order = new Uint32Array(labelled.length);
  const next = Uint32Array.from(ends, (_, group) => ends[group - 1] ?? 0);
  for (let place = 0; place < labelled.length; place += 1) {
    const group = groupOf(labelled[place] ?? 0);
    order[next[group] ?? 0] = place;
    next[group] = (next[group] ?? 0) + 1;
  }
  return Array.from(ends, (end, group) => order.subarray(ends[group - 1] ?? 0, end));
}
