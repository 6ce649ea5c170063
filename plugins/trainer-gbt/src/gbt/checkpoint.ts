import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Dataset } from '../dataset/dataset.ts';
import type { BinMatrix } from './bin-matrix.ts';
import { treeSchema } from './gbt-model.ts';

/** A stopped training: trees so far, and what they were grown from. Training goes on as if it had never stopped. */
export const checkpointSchema = z.strictObject({
  format: z.literal('penstock-gbt-checkpoint'),
  version: z.literal(1),
  fingerprint: z.string(),
  trees: z.array(treeSchema),
  trainLoss: z.array(z.number()),
  validLoss: z.array(z.number()),
});

export type Checkpoint = z.output<typeof checkpointSchema>;

/** A digest of everything that decides which trees come out. */
export function trainingFingerprint(
  settings: Readonly<Record<string, unknown>>,
  data: readonly { readonly matrix: BinMatrix; readonly dataset: Dataset }[],
): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const { matrix, dataset } of data) {
    for (const feature of matrix.bins) {
      hash.update(JSON.stringify([feature.name, feature.type, feature.type === 'categorical' && feature.categories]));
      if (feature.type === 'numeric') hash.update(feature.bounds);
    }
    hash.update(matrix.ids).update(dataset.label);
    if (dataset.weights !== undefined) hash.update(dataset.weights);
  }
  return hash.digest('hex');
}
