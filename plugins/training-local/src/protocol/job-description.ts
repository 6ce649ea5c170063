import { z } from 'zod';

/** What a training program finds in the file named by `PENSTOCK_JOB`. Paths are absolute. */
export const jobDescription = z.strictObject({
  protocol: z.literal(1).describe('Version of this protocol'),
  name: z.string().describe('For logs'),
  data: z
    .record(z.string(), z.string())
    .describe('Name → Arrow IPC file; `train` always, `valid` when the job has one. Columns: features and label'),
  features: z
    .array(z.strictObject({ name: z.string(), type: z.enum(['numeric', 'categorical']) }))
    .describe('Columns to learn from; categorical ones hold strings'),
  label: z.string().describe('Column to predict'),
  task: z.enum(['binary', 'regression']),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).describe('Hyper-parameters'),
  seed: z.number().describe('Seed of everything random'),
  modelDir: z.string().describe('Empty folder for the files of the model (not `MLmodel`, which the platform writes)'),
  checkpointDir: z.string().describe('Folder that survives a crash: checkpoints go here'),
  module: z.string().optional().describe('Module programs only: file: URL of the module with the TrainFunction'),
});

export type JobDescription = z.output<typeof jobDescription>;
