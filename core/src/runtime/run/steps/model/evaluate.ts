import type { RecordBatch } from 'apache-arrow';
import { type Evaluation, Evaluator } from '../../../../contracts/evaluator.ts';
import { type FeatureColumn, ModelFlavor } from '../../../../contracts/model-flavor.ts';
import { type FeatureList, featureBatch, type LoadedModel, openModel } from '../../../../models/index.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import { testQuery } from './datasets.ts';
import type { ModelIntent } from './intent.ts';

/** A model to judge: a name for the answer and its directory. */
export interface Candidate {
  readonly name: string;
  readonly modelDir: string;
}

/** Scores all candidates on the same rows of the test window, by slices too. Candidate name → evaluation. */
export async function evaluate(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  candidates: readonly Candidate[],
): Promise<Readonly<Record<string, Evaluation>>> {
  const { options } = context.node;
  const slices = options.evaluate?.slices ?? [];
  const flavors = context.host.all(ModelFlavor).map((entry) => entry.value);
  const models: { name: string; model: LoadedModel; scores: Float64Array[] }[] = [];
  try {
    for (const { name, modelDir } of candidates)
      models.push({ name, model: await openModel(modelDir, flavors), scores: [] });
    const columns = [
      ...slices,
      ...models.flatMap(({ model }) => model.manifest.features.features.map((feature) => feature.name)),
    ];
    const labels: Float64Array[] = [];
    const sliceParts = slices.map((): FeatureColumn[] => []);
    let rows = 0;
    for await (const batch of context.engine.query(testQuery(options, intent, columns), { signal: context.signal })) {
      for (const item of models)
        item.scores.push(await item.model.scoreBatch(featureBatch(batch, item.model.manifest.features)));
      labels.push(numericOf(batch, '__label'));
      for (const [at, slice] of slices.entries()) sliceParts[at]?.push(sliceColumn(batch, slice));
      rows += batch.numRows;
      context.progress({
        message: `evaluation: ${rows} of ${intent.windows.test.rows} rows`,
        done: rows,
        total: intent.windows.test.rows,
      });
    }
    const joined = concat(labels);
    const sliced = Object.fromEntries(slices.map((slice, at) => [slice, joinCategories(sliceParts[at] ?? [])]));
    const evaluator = context.host.get(Evaluator);
    const answers: Record<string, Evaluation> = {};
    for (const { name, scores } of models) {
      answers[name] = await evaluator.evaluate({
        task: options.task,
        scores: concat(scores),
        labels: joined,
        slices: sliced,
        minSliceRows: options.evaluate?.minSliceRows ?? 500,
      });
    }
    return answers;
  } finally {
    for (const { model } of models) await model.close();
  }
}

export function numericOf(batch: RecordBatch, column: string): Float64Array {
  const list: FeatureList = { features: [{ name: column, type: 'numeric' }] };
  const read = featureBatch(batch, list).columns[column];
  return read?.type === 'numeric' ? Float64Array.from(read.values) : new Float64Array();
}

function sliceColumn(batch: RecordBatch, column: string): FeatureColumn {
  const type = /Utf8|Dictionary/.test(String(batch.getChild(column)?.type)) ? 'categorical' : 'numeric';
  const read = featureBatch(batch, { features: [{ name: column, type }] }).columns[column] as FeatureColumn;
  return read.type === 'categorical'
    ? { ...read, codes: Int32Array.from(read.codes) }
    : { ...read, values: Float64Array.from(read.values) };
}

/** One dictionary column of all parts; numbers become their text, NaN null. */
export function joinCategories(parts: readonly FeatureColumn[]): { codes: Int32Array; dictionary: readonly string[] } {
  const known = new Map<string, number>();
  const code = (value: string) => {
    const found = known.get(value) ?? known.size;
    known.set(value, found);
    return found;
  };
  const codes = parts.map((part) => {
    if (part.type === 'numeric')
      return Int32Array.from(part.values, (value) => (Number.isNaN(value) ? -1 : code(String(value))));
    const translated = part.dictionary.map(code);
    return part.codes.map((old) => (old < 0 ? -1 : (translated[old] ?? -1)));
  });
  const joined = new Int32Array(codes.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of codes) {
    joined.set(part, offset);
    offset += part.length;
  }
  return { codes: joined, dictionary: [...known.keys()] };
}

export function concat(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
