import type { ObjectStore } from '../../contracts/object-store.ts';
import type { QueryEngine } from '../../contracts/query-engine.ts';
import type { TableFormat } from '../../contracts/table-format.ts';
import type { PipelineNode } from '../../pipeline/node.ts';
import type { Host } from './host.ts';

/** Live news of a step, for progress displays. */
export interface StepProgress {
  readonly step: string;
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What a step gets to work with. */
export interface StepContext<N extends PipelineNode = PipelineNode> {
  readonly host: Host;
  readonly store: ObjectStore;
  readonly tables: TableFormat;
  readonly engine: QueryEngine;
  readonly pipeline: string;
  readonly runId: string;
  readonly by: string;
  readonly node: N;
  /** Throw away what the node holds and compute it anew. */
  readonly fullRefresh: boolean;
  readonly signal: AbortSignal;
  progress(news: Omit<StepProgress, 'step'>): void;
}

export interface StepOutcome {
  readonly status: 'succeeded' | 'up-to-date';
  readonly result: Readonly<Record<string, unknown>>;
}
