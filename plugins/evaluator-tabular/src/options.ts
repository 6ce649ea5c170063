import { z } from 'zod';

export const options = z.strictObject({
  threshold: z
    .number()
    .default(0.5)
    .describe('A score from here up counts as a positive prediction, where the caller names no threshold.'),
  calibrationBins: z
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Bins of the calibration curve and of the expected calibration error.'),
  calibration: z
    .enum(['quantile', 'uniform'])
    .default('quantile')
    .describe('Bins of equally many rows, or (classification only) of equal width from 0 to 1.'),
});

export type EvaluatorOptions = z.output<typeof options>;
