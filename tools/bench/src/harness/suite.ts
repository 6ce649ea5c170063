import type { Contest } from './contest.ts';
import type { Machine } from './machine.ts';
import type { Row } from './run-contest.ts';

/** What a suite works with. */
export interface Bench {
  /** Small data and few turns: shows that everything runs, not how fast. */
  readonly quick: boolean;
  /** Empty folder of this run on the disk of the repository; removed afterwards. */
  readonly scratch: string;
  /** Folder that stays: prepared data, made once. */
  readonly cache: string;
  /** A Python that has the peers' libraries; `undefined` where there is none. */
  python(): string | undefined;
  /** Runs a contest and adds its rows to the table. */
  contest(contest: Contest): Promise<readonly Row[]>;
  /** Adds a line below the table: a number that is no time, or what has to be known to read the table. */
  fact(text: string, goal?: Goal): void;
  /** Says by name what this machine cannot run. */
  skip(what: string, why: string): void;
}

export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

/** A file of benchmarks about one thing. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** What is compared with what and where the sides differ, for whoever reads the table. Markdown. */
  readonly about: string;
  run(bench: Bench): Promise<void>;
}

export interface SuiteResult {
  readonly suite: string;
  readonly title: string;
  readonly about: string;
  readonly command: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Day, ISO 8601. */
  readonly date: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly facts: readonly { readonly text: string; readonly goal?: Goal }[];
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
}
