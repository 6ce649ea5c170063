import { z } from 'zod';

/** A feature as a model file names it. Categories not listed are missing values to the model. */
export const modelFeature = z.discriminatedUnion('type', [
  z.strictObject({ name: z.string().min(1), type: z.literal('numeric') }),
  z.strictObject({ name: z.string().min(1), type: z.literal('categorical'), categories: z.array(z.string()) }),
]);

export type ModelFeature = z.output<typeof modelFeature>;
