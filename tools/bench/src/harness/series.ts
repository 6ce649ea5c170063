/** What is kept of the samples of one side. */
export interface Series {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many samples. */
  readonly turns: number;
}

/** Subject over peer: of the medians, and the smallest and largest of the turns taken pair by pair. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function seriesOf(name: string, samples: readonly number[]): Series {
  const [min, max] = [Math.min(...samples), Math.max(...samples)];
  return { name, median: median(samples), min, max, turns: samples.length };
}

export function ratioOf(subject: readonly number[], peer: readonly number[]): Ratio {
  const pairs = subject.map((sample, turn) => sample / (peer[turn] ?? Number.NaN));
  return { median: median(subject) / median(peer), low: Math.min(...pairs), high: Math.max(...pairs) };
}

/** The value that `share` of the samples do not exceed (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
