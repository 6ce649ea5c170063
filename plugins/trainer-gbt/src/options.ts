import { z } from 'zod';

/** Trainers are set up by a pipeline's parameters: the plugins themselves have no options. */
export const trainerOptions = z.strictObject({});

export const flavorOptions = z.strictObject({
  preference: z
    .number()
    .default(20)
    .describe('Rank among the flavors of a model: the highest is loaded. Higher than flavor-onnx by default.'),
});
