import { callSite } from './call-site.ts';
import { checkedName, refuseMissing, refuseUnknown } from './checks.ts';
import { type ModelNode, makeNode, type PredictionsNode, type Stored } from './node.ts';

export interface PredictionsOptions {
  readonly model: ModelNode;
  /** Table with the model's features; its new rows are scored once each. */
  readonly from: Stored;
  /** Columns of `from` to carry along, e.g. the key. */
  readonly columns: readonly string[];
  /** `new` (default): rows newer than the training data of the first version in use. `all`: those before too. */
  readonly start?: 'new' | 'all';
  readonly description?: string;
}

/**
 * A table of scores: each new row of `from` is scored once with the version in use. Columns: those carried along,
 * `probability` and `prediction` (binary) or `prediction` (regression), `model_version`, `scored_at`. When `from` is
 * rewritten, rows are new whose key (the model's) it did not have before; a full refresh scores all its rows anew.
 */
export function predictions(name: string, options: PredictionsOptions): PredictionsNode {
  const at = callSite();
  refuseUnknown(`predictions "${name}"`, options, ['model', 'from', 'columns', 'start', 'description'], at);
  refuseMissing(`predictions "${name}"`, options, ['model', 'from', 'columns'], at);
  return makeNode({ kind: 'predictions', name: checkedName(name, at), options: Object.freeze({ ...options }), at });
}
