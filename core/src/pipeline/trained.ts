import type { Params, Task } from '../contracts/trainer.ts';
import type { SearchSpace } from '../contracts/tuner.ts';
import type { FeatureSpec } from '../models/index.ts';
import { callSite } from './call-site.ts';
import { checkedName, checkPeriod, invalid, refuseMissing, refuseUnknown } from './checks.ts';
import { type ModelNode, makeNode, type Relational } from './node.ts';

/** Windows of whole periods, counted back from the newest one in the data. */
export interface Split {
  /** Date or timestamp column (UTC). */
  readonly by: string;
  readonly every: 'day' | 'week' | 'month';
  /** Periods to train on; the ones just before the test periods. */
  readonly train: number;
  /** Newest periods, held out for evaluation. */
  readonly test: number;
}

export interface Tuning {
  readonly trials: number;
  /** Trials at once; default: the training backend's capacity. */
  readonly parallel?: number;
  /** Default: the trainer's own. */
  readonly space?: SearchSpace;
  /** Rows of each trial's training set; default 100 000. */
  readonly sampleRows?: number;
}

export interface EvaluationOptions {
  /** Columns to report quality by. */
  readonly slices?: readonly string[];
  /** Slices with fewer rows are left out; default 500. */
  readonly minSliceRows?: number;
}

export interface TrainedOptions {
  readonly from: Relational;
  /** Column that identifies a row: samples and the validation part are chosen by its hash, so they are the same every time. */
  readonly key: string;
  readonly label: string;
  readonly task: Task;
  /** Written into the table by its query (`${features}` in `sql`), kept with the model, used again for live rows. */
  readonly features: FeatureSpec;
  /** A few raw rows as live requests will bring them, kept with the model as its input example. */
  readonly example?: readonly Readonly<Record<string, unknown>>[];
  readonly split: Split;
  /** Algorithm of a configured trainer (`gbt`), a training module (`./train.ts`), or a command that speaks the training protocol. */
  readonly with: string | { readonly command: readonly [string, ...string[]] };
  readonly params?: Params;
  /** Algorithm trained beside it for comparison. */
  readonly baseline?: string;
  readonly tune?: Tuning;
  /** Rows of the final training set; default 500 000. */
  readonly sampleRows?: number;
  /** Metric that tuning and comparison look at; default `auc`, or `rmse` for regression. */
  readonly metric?: string;
  readonly evaluate?: EvaluationOptions;
  /** Alias of the version in use; default `champion`. */
  readonly alias?: string;
  /** Endpoint to deploy promoted versions to. */
  readonly deploy?: string;
  /** `on-request` (default): again when code, parameters or features change, or a monitor asks. `on-new-data`: also for each new version of `from`. */
  readonly retrain?: 'on-request' | 'on-new-data';
  /** Milliseconds that one training process may take, each trial and the final one; no limit by default. */
  readonly timeoutMs?: number;
  /** Default 42. */
  readonly seed?: number;
  readonly description?: string;
}

/** A model: trained, tuned, evaluated against the version in use, registered, promoted through the gates, deployed. */
export function trained(name: string, options: TrainedOptions): ModelNode {
  const at = callSite();
  refuseUnknown(`model "${name}"`, options, known, at);
  refuseMissing(`model "${name}"`, options, ['from', 'key', 'label', 'task', 'features', 'split', 'with'], at);
  for (const key of ['train', 'test'] as const) {
    if (!Number.isInteger(options.split?.[key]) || options.split[key] < 1)
      throw invalid(`Model "${name}": split.${key} must be a whole number of periods, at least 1`, at);
  }
  if (!['binary', 'regression'].includes(options.task))
    throw invalid(`Model "${name}": task must be binary or regression, not ${options.task}`, at);
  checkPeriod(`Model "${name}": split.every`, options.split.every, at);
  if (options.tune && (!Number.isInteger(options.tune.trials) || options.tune.trials < 1))
    throw invalid(`Model "${name}": tune.trials must be at least 1`, at);
  if (options.label === options.key) throw invalid(`Model "${name}": label and key are the same column`, at);
  if (options.features.features.some((feature) => feature.name === options.label))
    throw invalid(`Model "${name}": the label "${options.label}" is among its features`, at);
  return makeNode({ kind: 'model', name: checkedName(name, at), options: Object.freeze({ ...options }), at });
}

const known = [
  'from',
  'key',
  'label',
  'task',
  'features',
  'example',
  'split',
  'with',
  'params',
  'baseline',
  'tune',
  'sampleRows',
  'metric',
  'evaluate',
  'alias',
  'deploy',
  'retrain',
  'timeoutMs',
  'seed',
  'description',
] as const;
