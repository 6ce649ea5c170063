import type { GbtModel } from './gbt-model.ts';
import type { Tree } from './tree.ts';

/** What is wrong with a model beyond its schema, so that scoring it can neither loop nor read outside; else undefined. */
export function checkGbtModel(model: GbtModel): string | undefined {
  for (const [index, tree] of model.trees.entries()) {
    const problem = checkTree(tree, model.features);
    if (problem !== undefined) return `tree ${index}: ${problem}`;
  }
  return undefined;
}

function checkTree(tree: Tree, features: GbtModel['features']): string | undefined {
  const nodes = tree.feature.length;
  const perNode = [tree.threshold, tree.categories, tree.missingLeft, tree.left, tree.right, tree.gain];
  if (perNode.some(({ length }) => length !== nodes)) return 'its lists differ in length';
  if (tree.value.length !== nodes + 1 || tree.rows.length !== nodes + 1) return 'its leaves do not fit its nodes';
  const reached = new Set<number>();
  for (let node = 0; node < nodes; node++) {
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      // Children come after their parent, which rules out circles.
      if (child >= nodes || child < -nodes - 1 || (child >= 0 && child <= node) || reached.has(child))
        return `node ${node} has the child ${child}`;
      reached.add(child);
    }
    const problem = checkSplit(tree, node, features);
    if (problem !== undefined) return `node ${node} ${problem}`;
  }
  return undefined;
}

function checkSplit(tree: Tree, node: number, features: GbtModel['features']): string | undefined {
  const feature = features[tree.feature[node]!];
  const categories = tree.categories[node]!;
  if (feature === undefined) return `splits by feature ${tree.feature[node]}, which does not exist`;
  if (feature.type === 'numeric') return categories === null ? undefined : `has categories of "${feature.name}"`;
  if (categories === null) return `has no categories of "${feature.name}"`;
  return categories.some((category) => category >= feature.categories.length)
    ? `has a category of "${feature.name}" that is not listed`
    : undefined;
}
