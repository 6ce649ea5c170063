/** Payloads of the lifecycle hooks: readonly objects that only grow. Times are ISO 8601 in UTC. */

/** Every plugin is set up. */
export interface PlatformReady {
  /** Ids, in the order of set-up. */
  readonly plugins: readonly string[];
  /** The overlay in use. */
  readonly profile?: string;
}
/** The platform is about to close; everything still works. */
export interface PlatformClosing {
  /** `failed` when a plugin could not be set up. */
  readonly reason: 'closed' | 'failed';
}

/** A run that somebody wants; listeners may change what it will do. */
export interface RunProposal {
  readonly pipeline: string;
  /** Steps to run; all when absent. */
  readonly select?: readonly string[];
  /** Tables to build anew from all of their sources. */
  readonly fullRefresh?: readonly string[];
  /** Kept with the run. */
  readonly tags: Readonly<Record<string, string>>;
}
export interface RunRef {
  readonly runId: string;
  readonly pipeline: string;
}
/** A run is about to start. */
export interface RunRequested extends RunRef {
  /** What it will do, as `runProposed` left it. */
  readonly proposal: RunProposal;
  /** Who asks. */
  readonly by: string;
}
/** A run has started or goes on after an interruption. */
export interface RunStarted extends RunRef {
  readonly at: string;
  /** All steps of the run, in an order in which they could run. */
  readonly steps: readonly string[];
  /** True when it goes on where an interrupted run stopped. */
  readonly resumed: boolean;
  readonly by: string;
}
export interface StepRef extends RunRef {
  readonly step: string;
  readonly kind: StepKind;
}
export type StepKind = 'table' | 'streaming-table' | 'view' | 'model' | 'predictions' | 'monitor';
/** A step begins its work. */
export interface StepStarted extends StepRef {
  readonly at: string;
}
/** A step has ended, in whatever way. */
export interface StepFinished extends StepRef {
  readonly at: string;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'up-to-date' | 'cancelled';
  readonly durationMs: number;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly at?: string;
    /** What to do next, where that is more than the code's standing advice. */
    readonly hint?: string;
  };
  /** What the step did, for people and reports: row counts, versions, metrics. */
  readonly result?: Readonly<Record<string, unknown>>;
}
/** A run has ended, in whatever way. */
export interface RunFinished extends RunRef {
  readonly at: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly durationMs: number;
}

/** A new version of a table is in place. */
export interface TableCommitted extends StepRef {
  readonly table: string;
  readonly version: number;
  /** As the table's history calls it. */
  readonly operation: string;
  /** `in` is always the sum of the others. */
  readonly rows: { readonly in: number; readonly kept: number; readonly dropped: number; readonly quarantined: number };
  /** Input table → version read. */
  readonly inputs: Readonly<Record<string, number>>;
}
/** Rows did not meet an expectation. */
export interface ExpectationFailed extends StepRef {
  readonly table: string;
  readonly expectation: string;
  /** What was done with the failing rows. */
  readonly action: 'warn' | 'drop' | 'fail' | 'quarantine';
  /** Rows that met it. */
  readonly passed: number;
  /** Rows that did not. */
  readonly failed: number;
}

export interface ModelRef {
  readonly model: string;
  readonly version: string;
}
/** A trained model has become a version in the registry. */
export interface ModelRegistered extends ModelRef {
  readonly runId: string;
  /** Its run in the tracking store. */
  readonly trackingRunId: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Digest of the model directory. */
  readonly digest: string;
}
/** An alias is about to point to a version. */
export interface PromotionRequested extends ModelRef {
  /** E.g. `champion`. */
  readonly alias: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** The version the alias points to now, scored on the same rows; absent for a first model. */
  readonly champion?: { readonly version: string; readonly metrics: Readonly<Record<string, number>> };
  /** Metrics of the rows in which a column has one value. */
  readonly slices: readonly {
    readonly slice: string;
    readonly value: string;
    readonly rows: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly by: string;
}
/** An alias points to a version. */
export interface ModelPromoted extends ModelRef {
  readonly alias: string;
  /** The version it pointed to before. */
  readonly previous?: string;
  readonly by: string;
}
/** An endpoint is about to serve a version. */
export interface DeploymentRequested extends ModelRef {
  readonly endpoint: string;
  readonly by: string;
}
/** An endpoint serves a version. */
export interface DeploymentChanged extends ModelRef {
  readonly endpoint: string;
  /** The version it served before. */
  readonly previous?: string;
  /** Where it answers. */
  readonly url?: string;
}

/** A monitor found that data have moved away from those of the training. */
export interface DriftDetected extends ModelRef {
  readonly monitor: string;
  /** The stretch of data that was compared. */
  readonly window: string;
  /** Columns beyond their threshold. */
  readonly columns: readonly {
    readonly column: string;
    readonly method: string;
    readonly score: number;
    readonly threshold: number;
  }[];
  readonly reason: string;
}
/** A model is about to be trained again because of drift. */
export interface RetrainRequested {
  readonly model: string;
  readonly monitor: string;
  readonly reason: string;
}

/** A gate's answer when it says no. `pending` marks a refusal that an approval can lift. */
export interface Denial {
  readonly deny: string;
  readonly pending?: boolean;
}

/** Notices: told, in order; a failing listener is logged and the run goes on. */
export interface Notices {
  platformReady: PlatformReady;
  platformClosing: PlatformClosing;
  runStarted: RunStarted;
  stepStarted: StepStarted;
  stepFinished: StepFinished;
  runFinished: RunFinished;
  tableCommitted: TableCommitted;
  expectationFailed: ExpectationFailed;
  modelRegistered: ModelRegistered;
  modelPromoted: ModelPromoted;
  deploymentChanged: DeploymentChanged;
  driftDetected: DriftDetected;
}
/** Gates: the first denial wins; an error denies. */
export interface Gates {
  runRequested: RunRequested;
  promotionRequested: PromotionRequested;
  deploymentRequested: DeploymentRequested;
  retrainRequested: RetrainRequested;
}
/** Transforms: each listener may return a changed payload. */
export interface Transforms {
  runProposed: RunProposal;
}

export type NoticeName = keyof Notices;
export type GateName = keyof Gates;
export type TransformName = keyof Transforms;
export type HookName = NoticeName | GateName | TransformName;

export type HookPayload<H extends HookName> = H extends NoticeName
  ? Notices[H]
  : H extends GateName
    ? Gates[H]
    : H extends TransformName
      ? Transforms[H]
      : never;

// The wide `void` lets listeners end without a return statement.
export type HookListener<H extends HookName> = H extends NoticeName
  ? (payload: Notices[H]) => void | Promise<void>
  : H extends GateName
    ? (payload: Gates[H]) => Denial | undefined | void | Promise<Denial | undefined | void>
    : H extends TransformName
      ? (payload: Transforms[H]) => Transforms[H] | undefined | void | Promise<Transforms[H] | undefined | void>
      : never;

/** Earlier stages run first; the default is 0. */
export interface HookOrder {
  readonly stage?: number;
}

export const noticeNames: readonly NoticeName[] = [
  'platformReady',
  'platformClosing',
  'runStarted',
  'stepStarted',
  'stepFinished',
  'runFinished',
  'tableCommitted',
  'expectationFailed',
  'modelRegistered',
  'modelPromoted',
  'deploymentChanged',
  'driftDetected',
];
export const gateNames: readonly GateName[] = [
  'runRequested',
  'promotionRequested',
  'deploymentRequested',
  'retrainRequested',
];
export const transformNames: readonly TransformName[] = ['runProposed'];
