/** Numbers of one repetition, by the names of the contest's metrics: milliseconds for `time`, bytes for `memory`. */
export type Sample = Readonly<Record<string, number>>;

/** One side of a contest. */
export interface Contender {
  readonly name: string;
  /** Does the work once. */
  measure(): Promise<Sample>;
}

export interface Metric {
  /** What is measured, as a row of the table says it. */
  readonly label: string;
  /** Default: `time`. Less is better in both. */
  readonly kind?: 'time' | 'memory';
  /** The median of the subject should not exceed this, in the unit of samples. */
  readonly goal?: number;
  /** Work of one sample, for a rate beside the time. */
  readonly work?: { readonly count: number; readonly of: string };
}

/** A comparison in one run: subject and peer take turns, so that a change of the machine's mood meets both. */
export interface Contest {
  readonly subject: Contender;
  /** Absent where nothing comparable exists: then the numbers stand alone. */
  readonly peer?: Contender;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Turns of each that are not counted. Default 1. */
  readonly warmups?: number;
  /** Turns of each that are counted. */
  readonly repetitions: number;
}
