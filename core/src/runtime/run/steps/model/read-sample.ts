import type { FeatureColumn } from '../../../../contracts/model-flavor.ts';
import type { Query } from '../../../../contracts/query-engine.ts';
import { featureBatch, type LoadedModel } from '../../../../models/index.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import { concat, joinCategories } from './evaluate.ts';

/** Features and score of a sample of rows. */
export interface ScoredSample {
  readonly features: Readonly<Record<string, FeatureColumn>>;
  readonly scores: Float64Array;
}

/** Reads the features of a query's rows, and scores them when there is a model. */
export async function readSample(
  context: StepContext,
  model: ModelNode,
  query: Query,
  scorer?: LoadedModel,
): Promise<ScoredSample> {
  const spec = scorer?.manifest.features ?? model.options.features;
  const parts: Record<string, FeatureColumn[]> = Object.fromEntries(spec.features.map((feature) => [feature.name, []]));
  const scores: Float64Array[] = [];
  for await (const batch of context.engine.query(query, { signal: context.signal })) {
    const read = featureBatch(batch, spec);
    if (scorer) scores.push(await scorer.scoreBatch(read));
    for (const [name, column] of Object.entries(read.columns)) parts[name]?.push(owned(column));
  }
  const features = Object.fromEntries(Object.entries(parts).map(([name, columns]) => [name, join(columns)]));
  return { features, scores: concat(scores) };
}

// Columns of a batch may share its memory, which the engine reuses.
function owned(column: FeatureColumn): FeatureColumn {
  return column.type === 'numeric'
    ? { ...column, values: Float64Array.from(column.values) }
    : { ...column, codes: Int32Array.from(column.codes) };
}

function join(columns: readonly FeatureColumn[]): FeatureColumn {
  if (columns.every((column) => column.type === 'numeric'))
    return { type: 'numeric', values: concat(columns.map((column) => column.values)) };
  return { type: 'categorical', ...joinCategories(columns) };
}
