import { z } from 'zod';
import { modelFeature } from '../scorer/model-feature.ts';
import { gbtParams } from './gbt-params.ts';
import type { Tree } from './tree.ts';

const index = () => z.int().min(0);
const flag = () => z.union([z.literal(0), z.literal(1)]);

export const treeSchema: z.ZodType<Tree> = z.strictObject({
  feature: z.array(index()),
  threshold: z.array(z.number().nullable()),
  categories: z.array(z.array(index()).nullable()),
  missingLeft: z.array(flag()),
  left: z.array(z.int()),
  right: z.array(z.int()),
  gain: z.array(z.number()),
  value: z.array(z.number()).min(1),
  rows: z.array(index()),
});

/** File format `penstock-gbt`, version 1. The score is `base` plus one leaf value per tree, in their order. */
export const gbtModel = z.strictObject({
  format: z.literal('penstock-gbt'),
  version: z.literal(1),
  /** `binary`: the score is a log-odds. `regression`: the score is the prediction. */
  task: z.enum(['binary', 'regression']),
  features: z.array(modelFeature).min(1),
  base: z.number(),
  trees: z.array(treeSchema).min(1),
  params: gbtParams,
  seed: z.number(),
});

export type GbtModel = z.output<typeof gbtModel>;
