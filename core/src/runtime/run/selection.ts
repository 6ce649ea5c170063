import { PenstockError } from '../../errors/penstock-error.ts';
import { inputsOf } from '../../pipeline/graph.ts';
import type { PipelineNode } from '../../pipeline/node.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';

/**
 * Nodes named by a selection: `name`, `+name` (with everything it reads from), `name+` (with everything that reads it).
 * No selection is everything. @throws PEN_SELECTION_UNKNOWN
 */
export function selectNodes(pipeline: Pipeline, selection: readonly string[] | undefined): readonly PipelineNode[] {
  if (selection === undefined || selection.length === 0) return pipeline.nodes;
  const chosen = new Set<PipelineNode>();
  for (const item of selection) {
    const node = findNode(pipeline, item.replace(/^\+|\+$/g, ''));
    chosen.add(node);
    if (item.startsWith('+')) for (const input of upstream(node)) chosen.add(input);
    if (item.endsWith('+')) for (const reader of downstream(pipeline, node)) chosen.add(reader);
  }
  return pipeline.nodes.filter((node) => chosen.has(node));
}

/** Names to refresh in full: those asked for and every streaming table fed by one, which could not go on without. */
export function refreshNames(pipeline: Pipeline, names: readonly string[] | undefined): ReadonlySet<string> {
  const refreshed = new Set<string>();
  for (const name of names ?? []) {
    const node = findNode(pipeline, name);
    refreshed.add(node.name);
    for (const reader of downstream(pipeline, node)) if (reader.kind === 'streaming-table') refreshed.add(reader.name);
  }
  return refreshed;
}

function findNode(pipeline: Pipeline, name: string): PipelineNode {
  const node = pipeline.nodes.find((item) => item.name === name);
  if (node !== undefined) return node;
  const names = pipeline.nodes.map((item) => item.name).join(', ');
  throw new PenstockError(
    'PEN_SELECTION_UNKNOWN',
    `Pipeline "${pipeline.name}" has no step "${name}"; it has ${names}`,
    { at: pipeline.name },
  );
}

function upstream(node: PipelineNode): readonly PipelineNode[] {
  return inputsOf(node).flatMap((input) => [input, ...upstream(input)]);
}

function downstream(pipeline: Pipeline, node: PipelineNode): readonly PipelineNode[] {
  const reached = new Set<PipelineNode>([node]);
  for (const item of pipeline.nodes) if (inputsOf(item).some((input) => reached.has(input))) reached.add(item);
  reached.delete(node);
  return [...reached];
}
