import type { DriftMethodConfig } from '../contracts/drift-detector.ts';
import { callSite } from './call-site.ts';
import { checkedName, checkPeriod, invalid, refuseMissing, refuseUnknown } from './checks.ts';
import { type MonitorNode, makeNode, type PredictionsNode, type Stored } from './node.ts';

export interface MonitorOptions {
  readonly predictions: PredictionsNode;
  /** Date or timestamp column of the predictions (UTC) that windows are cut by. */
  readonly by: string;
  readonly every: 'day' | 'week' | 'month';
  /** Windows with fewer predictions are left for later; default 500. */
  readonly minRows?: number;
  /** Features to watch; default all of the model's. The prediction is always watched. */
  readonly columns?: readonly string[];
  /** Column → method and threshold, where the detector's defaults do not fit. `prediction` for the score. */
  readonly methods?: Readonly<Record<string, DriftMethodConfig>>;
  /** Where true labels arrive, joined on `key`. */
  readonly labels?: { readonly from: Stored; readonly key: string; readonly column: string };
  readonly alert?: {
    /** Share of watched features that must drift; default 0.5. */
    readonly share?: number;
    /** Features of which one is enough. */
    readonly anyOf?: readonly string[];
    /** Drift of the prediction is enough; default true. */
    readonly prediction?: boolean;
    /** Drop of a quality metric against the evaluation of the version in use. */
    readonly quality?: { readonly metric: string; readonly drop: number };
  };
  /** `retrain` (default) asks for a new training run; `report` only tells. */
  readonly onAlert?: 'retrain' | 'report';
  readonly description?: string;
}

/**
 * Watches a model in use: for every window of new predictions, drift of features and prediction against the data
 * it was trained on, and quality once labels are there. Its table has one row per window and watched column.
 */
export function monitor(name: string, options: MonitorOptions): MonitorNode {
  const at = callSite();
  refuseUnknown(
    `monitor "${name}"`,
    options,
    ['predictions', 'by', 'every', 'minRows', 'columns', 'methods', 'labels', 'alert', 'onAlert', 'description'],
    at,
  );
  refuseMissing(`monitor "${name}"`, options, ['predictions', 'by', 'every'], at);
  checkPeriod(`Monitor "${name}": every`, options.every, at);
  const share = options.alert?.share;
  if (share !== undefined && !(share > 0 && share <= 1))
    throw invalid(`Monitor "${name}": alert.share must be above 0 and at most 1`, at);
  return makeNode({ kind: 'monitor', name: checkedName(name, at), options: Object.freeze({ ...options }), at });
}
