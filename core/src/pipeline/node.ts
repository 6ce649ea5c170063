import type { Expectations } from './expectations.ts';
import type { MonitorOptions } from './monitor.ts';
import type { PredictionsOptions } from './predictions.ts';
import type { SqlTemplate } from './sql.ts';
import type { TrainedOptions } from './trained.ts';

export interface TableOptions {
  readonly expect?: Expectations;
  readonly partitionBy?: readonly string[];
  readonly description?: string;
  /** Properties of the table format, e.g. `delta.appendOnly`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Name of the table for quarantined rows; default `<name>_quarantine`. */
  readonly quarantine?: string;
}

interface NodeBase {
  readonly name: string;
  /** Where it was written, `file:line`. */
  readonly at: string;
}
/** A materialised view: always equal to its query over the current inputs. */
export interface TableNode extends NodeBase {
  readonly kind: 'table';
  readonly query: SqlTemplate;
  readonly options: TableOptions;
}
/** An append-only table: each row of its streaming sources is processed exactly once. */
export interface StreamingTableNode extends NodeBase {
  readonly kind: 'streaming-table';
  readonly query: SqlTemplate;
  readonly options: TableOptions;
}
/** A named query that is not stored. */
export interface ViewNode extends NodeBase {
  readonly kind: 'view';
  readonly query: SqlTemplate;
}
export interface ModelNode extends NodeBase {
  readonly kind: 'model';
  readonly options: TrainedOptions;
}
/** A streaming table of scores. */
export interface PredictionsNode extends NodeBase {
  readonly kind: 'predictions';
  readonly options: PredictionsOptions;
}
export interface MonitorNode extends NodeBase {
  readonly kind: 'monitor';
  readonly options: MonitorOptions;
}

/** Nodes that SQL can read from. */
export type Relational = TableNode | StreamingTableNode | ViewNode | PredictionsNode;
export type Stored = TableNode | StreamingTableNode | PredictionsNode;
export type PipelineNode = TableNode | StreamingTableNode | ViewNode | ModelNode | PredictionsNode | MonitorNode;

const brand = Symbol.for('@penstock/pipeline-node');

export function makeNode<N extends PipelineNode>(node: N): N {
  return Object.freeze(Object.defineProperty({ ...node }, brand, { value: true }));
}

export function isNode(value: unknown): value is PipelineNode {
  return typeof value === 'object' && value !== null && brand in value;
}

export function isRelational(node: PipelineNode): node is Relational {
  return node.kind !== 'model' && node.kind !== 'monitor';
}
