/**
 * Upper bounds of quantile bins, ascending, the last one Infinity: a value belongs to the first bin whose bound is not
 * below it. Values that make up a bin by themselves get one; the rest is shared out evenly (LightGBM's greedy binning).
 * @param sorted Ascending, without NaN; infinite values must have been clamped.
 */
export function numericBounds(sorted: Float64Array, maxBins: number, minDataInBin: number): Float64Array {
  const { values, counts } = countDistinct(sorted);
  if (values.length <= 1) return Float64Array.of(Infinity);
  const cuts =
    values.length <= maxBins
      ? cutEachValue(counts, minDataInBin)
      : cutEvenly(counts, sorted.length, Math.max(1, Math.min(maxBins, Math.floor(sorted.length / minDataInBin))));
  const bounds = new Float64Array(cuts.length + 1);
  cuts.forEach((index, bin) => {
    bounds[bin] = between(values[index]!, values[index + 1]!);
  });
  bounds[cuts.length] = Infinity;
  return bounds;
}

/** The bin of a value that is not NaN. */
export function numericBin(bounds: Float64Array, value: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Some number x with a <= x < b, the midpoint where rounding allows. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  // Adding 0 makes -0, which JSON does not keep, 0.
  return (middle >= a && middle < b ? middle : a) + 0;
}

function countDistinct(sorted: Float64Array): { values: number[]; counts: number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) counts[counts.length - 1]!++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

/** Indexes of distinct values after which a bin ends; bins of fewer than `minDataInBin` rows join the next. */
function cutEachValue(counts: readonly number[], minDataInBin: number): number[] {
  const cuts: number[] = [];
  let inBin = 0;
  for (let index = 0; index < counts.length - 1; index++) {
    inBin += counts[index]!;
    if (inBin < minDataInBin) continue;
    cuts.push(index);
    inBin = 0;
  }
  return cuts;
}

function cutEvenly(counts: readonly number[], total: number, maxBins: number): number[] {
  const big = counts.map((count) => count >= total / maxBins);
  let restBins = maxBins;
  let restRows = total;
  counts.forEach((count, index) => {
    if (!big[index]) return;
    restBins--;
    restRows -= count;
  });
  let target = restRows / Math.max(1, restBins);
  const cuts: number[] = [];
  let inBin = 0;
  for (let index = 0; index < counts.length - 1 && cuts.length < maxBins - 1; index++) {
    if (!big[index]) restRows -= counts[index]!;
    inBin += counts[index]!;
    const closes = big[index] || inBin >= target || (big[index + 1] && inBin >= Math.max(1, target / 2));
    if (!closes) continue;
    cuts.push(index);
    inBin = 0;
    if (big[index]) continue;
    restBins--;
    target = restRows / Math.max(1, restBins);
  }
  return cuts;
}
