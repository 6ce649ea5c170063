import { z } from 'zod';
import { modelFeature } from '../scorer/model-feature.ts';
import { linearParams } from './linear-params.ts';

const index = () => z.int().min(0);

/** Weights looked up by the codes of one or two features: `weights[(Σ code × multiplier) mod weights.length]`. */
const table = z.strictObject({
  features: z.array(index()).min(1).max(2),
  multipliers: z.array(index()).min(1).max(2),
  weights: z.array(z.number()).min(1),
});

/** A standardised number: `weight × standardize(value)`, or `missing` where there is none. */
const scaled = z.strictObject({
  feature: index(),
  mean: z.number(),
  deviation: z.number().gt(0),
  weight: z.number(),
  missing: z.number(),
});

/**
 * File format `penstock-linear`, version 1. The score is `intercept` plus what the scaled numbers and the tables give.
 * The code of a value is its category's index, or its bucket: the first whose bound is not below it. Missing values have
 * the code after the last.
 */
export const linearModel = z.strictObject({
  format: z.literal('penstock-linear'),
  version: z.literal(1),
  /** `binary`: the score is a log-odds. `regression`: the score is the prediction. */
  task: z.enum(['binary', 'regression']),
  features: z.array(modelFeature).min(1),
  /** Feature → ascending upper bounds of its buckets but the last; null for a categorical feature. */
  bounds: z.array(z.array(z.number()).nullable()),
  intercept: z.number(),
  scaled: z.array(scaled),
  tables: z.array(table),
  params: linearParams,
  seed: z.number(),
});

export type LinearModel = z.output<typeof linearModel>;
