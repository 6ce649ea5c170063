/** Payloads of the lifecycle hooks: readonly objects that only grow. Times are ISO 8601 in UTC. */

export interface PlatformReady {
  readonly plugins: readonly string[];
  readonly profile?: string;
}
export interface PlatformClosing {
  readonly reason: 'closed' | 'failed';
}

export interface RunProposal {
  readonly pipeline: string;
  readonly select?: readonly string[];
  readonly fullRefresh?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}
export interface RunRef {
  readonly runId: string;
  readonly pipeline: string;
}
export interface RunRequested extends RunRef {
  readonly proposal: RunProposal;
  readonly by: string;
}
export interface RunStarted extends RunRef {
  readonly at: string;
  readonly steps: readonly string[];
  readonly resumed: boolean;
  readonly by: string;
}
export interface StepRef extends RunRef {
  readonly step: string;
  readonly kind: StepKind;
}
export type StepKind = 'table' | 'streaming-table' | 'view' | 'model' | 'predictions' | 'monitor';
export interface StepStarted extends StepRef {
  readonly at: string;
}
export interface StepFinished extends StepRef {
  readonly at: string;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'up-to-date' | 'cancelled';
  readonly durationMs: number;
  readonly error?: { readonly code: string; readonly message: string };
  /** What the step did, for people and reports: row counts, versions, metrics. */
  readonly result?: Readonly<Record<string, unknown>>;
}
export interface RunFinished extends RunRef {
  readonly at: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly durationMs: number;
}

export interface TableCommitted extends StepRef {
  readonly table: string;
  readonly version: number;
  readonly operation: string;
  readonly rows: { readonly in: number; readonly kept: number; readonly dropped: number; readonly quarantined: number };
  /** Input table → version read. */
  readonly inputs: Readonly<Record<string, number>>;
}
export interface ExpectationFailed extends StepRef {
  readonly table: string;
  readonly expectation: string;
  readonly action: 'warn' | 'drop' | 'fail' | 'quarantine';
  readonly passed: number;
  readonly failed: number;
}

export interface ModelRef {
  readonly model: string;
  readonly version: string;
}
export interface ModelRegistered extends ModelRef {
  readonly runId: string;
  readonly trackingRunId: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly digest: string;
}
export interface PromotionRequested extends ModelRef {
  readonly alias: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** The version the alias points to now, scored on the same rows; absent for a first model. */
  readonly champion?: { readonly version: string; readonly metrics: Readonly<Record<string, number>> };
  readonly slices: readonly {
    readonly slice: string;
    readonly value: string;
    readonly rows: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly by: string;
}
export interface ModelPromoted extends ModelRef {
  readonly alias: string;
  readonly previous?: string;
  readonly by: string;
}
export interface DeploymentRequested extends ModelRef {
  readonly endpoint: string;
  readonly by: string;
}
export interface DeploymentChanged extends ModelRef {
  readonly endpoint: string;
  readonly previous?: string;
  readonly url?: string;
}

export interface DriftDetected extends ModelRef {
  readonly monitor: string;
  readonly window: string;
  readonly columns: readonly {
    readonly column: string;
    readonly method: string;
    readonly score: number;
    readonly threshold: number;
  }[];
  readonly reason: string;
}
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
