import { PenstockError } from '../errors/penstock-error.ts';
import { callSite } from './call-site.ts';
import { checkedName } from './checks.ts';
import { sortNodes } from './graph.ts';
import { isNode, type PipelineNode } from './node.ts';

/** A graph of tables and models. */
export interface Pipeline {
  readonly name: string;
  /** Inputs before the nodes that read them. */
  readonly nodes: readonly PipelineNode[];
  readonly at: string;
}

const brand = Symbol.for('@penstock/pipeline');

/** A pipeline of the given nodes and everything they read from. */
export function pipeline(name: string, nodes: readonly PipelineNode[]): Pipeline {
  const at = callSite();
  checkedName(name, at);
  if (!Array.isArray(nodes) || nodes.length === 0)
    throw new PenstockError('PEN_PIPELINE_INVALID', `Pipeline "${name}" has no tables and no models (${at})`, { at });
  const stranger = nodes.findIndex((node) => !isNode(node));
  if (stranger >= 0)
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `Pipeline "${name}": item ${stranger + 1} is neither a table, view, model, predictions nor monitor (${at})`,
      { at },
    );
  const sorted = sortNodes(nodes);
  refuseSharedTables(name, sorted, at);
  return Object.freeze(Object.defineProperty({ name, nodes: Object.freeze(sorted), at }, brand, { value: true }));
}

export function isPipeline(value: unknown): value is Pipeline {
  return typeof value === 'object' && value !== null && brand in value;
}

/** Name of the table that takes a node's quarantined rows, when it has a rule that quarantines. */
export function quarantineTable(node: PipelineNode): string | undefined {
  if (node.kind !== 'table' && node.kind !== 'streaming-table') return undefined;
  const needed = Object.values(node.options.expect ?? {}).some((rule) => rule.action === 'quarantine');
  return needed ? (node.options.quarantine ?? `${node.name}_quarantine`) : undefined;
}

function refuseSharedTables(pipelineName: string, nodes: readonly PipelineNode[], at: string): void {
  const names = new Set(nodes.map((node) => node.name.toLowerCase()));
  for (const node of nodes) {
    const quarantine = quarantineTable(node)?.toLowerCase();
    if (quarantine === undefined) continue;
    if (names.has(quarantine))
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `Pipeline "${pipelineName}": the quarantine table of "${node.name}" has the name of another table, "${quarantine}"`,
        { at },
      );
    names.add(quarantine);
  }
}
