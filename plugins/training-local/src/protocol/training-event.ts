import { z } from 'zod';

const metric = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .describe('A number, or a name for what JSON has no number for');
const metrics = z.record(z.string(), metric);

/** One line of a training program to the platform: a JSON object without line breaks. */
export const trainingEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    step: z.number(),
    steps: z.number().describe('Steps in all'),
    metrics: metrics.optional().describe('Metrics so far'),
  }),
  z.strictObject({ type: z.literal('log'), line: z.string() }),
  z.strictObject({
    type: z.literal('result'),
    metrics: metrics.describe('On `valid`, or on `train` without it'),
    flavors: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .describe('Section `flavors` of MLmodel: flavor → its fields, paths relative to modelDir'),
    importance: metrics.optional().describe('Feature → share of the total gain'),
  }),
  z.strictObject({
    type: z.literal('error'),
    message: z.string(),
    code: z.string().optional().describe('A Penstock error code; PEN_TRAINING_FAILED when absent'),
    hint: z.string().optional().describe('What to do next'),
    stack: z.string().optional(),
  }),
]);

export type TrainingEvent = z.output<typeof trainingEvent>;
export type TrainingEventInput = z.input<typeof trainingEvent>;

/** Metrics as numbers; `Number('-Infinity')` and the like are what the names mean. */
export function toNumbers(metrics: Readonly<Record<string, number | string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, Number(value)]));
}
