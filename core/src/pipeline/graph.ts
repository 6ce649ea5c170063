import { PenstockError } from '../errors/penstock-error.ts';
import type { PipelineNode } from './node.ts';
import { isFiles, isStream } from './sources.ts';
import type { SqlTemplate } from './sql.ts';

/** The nodes a node reads from directly. */
export function inputsOf(node: PipelineNode): readonly PipelineNode[] {
  switch (node.kind) {
    case 'table':
    case 'streaming-table':
    case 'view':
      return queryInputs(node.query);
    case 'model':
      return [node.options.from];
    case 'predictions':
      return [node.options.model, node.options.from];
    case 'monitor':
      return [
        node.options.predictions,
        node.options.predictions.options.model,
        ...(node.options.labels ? [node.options.labels.from] : []),
      ];
  }
}

function queryInputs(query: SqlTemplate): readonly PipelineNode[] {
  return Object.values(query.references).flatMap((reference) =>
    isFiles(reference) ? [] : [isStream(reference) ? reference.table : reference],
  );
}

/** All nodes reachable from the given ones, inputs before the nodes that read them. Doubled names and cycles are refused. */
export function sortNodes(roots: readonly PipelineNode[]): readonly PipelineNode[] {
  const sorted: PipelineNode[] = [];
  const byName = new Map<string, PipelineNode>();
  const open: PipelineNode[] = [];
  const visit = (node: PipelineNode) => {
    if (open.includes(node)) {
      const circle = [...open.slice(open.indexOf(node)), node].map((item) => item.name).join(' → ');
      throw new PenstockError('PEN_PIPELINE_CYCLE', `These depend on each other in a circle: ${circle} (${node.at})`, {
        at: node.at,
      });
    }
    const known = byName.get(node.name.toLowerCase());
    if (known === node) return;
    if (known !== undefined)
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `Two nodes are called "${node.name}": ${known.at} and ${node.at}`,
        { at: node.at },
      );
    open.push(node);
    for (const input of inputsOf(node)) visit(input);
    open.pop();
    byName.set(node.name.toLowerCase(), node);
    sorted.push(node);
  };
  for (const root of roots) visit(root);
  return sorted;
}
