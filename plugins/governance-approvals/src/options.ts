import { z } from 'zod';
import { personKey } from './person.ts';

const bounds = {
  min: z.number().optional().describe('Smallest value that passes'),
  max: z.number().optional().describe('Largest value that passes'),
};

const metricRule = z
  .strictObject({
    metric: z.string().min(1).describe('Name of the metric, e.g. `auc`'),
    ...bounds,
    versusChampion: z
      .enum(['not-worse', 'better'])
      .optional()
      .describe('Comparison with the version that has the alias now; a first version passes it'),
    tolerance: z
      .number()
      .min(0)
      .default(0)
      .describe('`not-worse`: how much worse still passes; `better`: how much better it must be'),
    direction: z
      .enum(['higher', 'lower'])
      .optional()
      .describe(
        'Which values are better; by default `lower` for losses and errors (logloss, brier, ece, mae, rmse), else `higher`',
      ),
  })
  .refine((rule) => rule.min !== undefined || rule.max !== undefined || rule.versusChampion !== undefined, {
    message: 'give at least one of min, max and versusChampion',
  });

const sliceRule = z
  .strictObject({
    slice: z.string().min(1).describe('Name of the slice, e.g. `origin`; each of its values is checked'),
    metric: z.string().min(1).describe('Name of the metric'),
    ...bounds,
    minRows: z.int().min(1).default(1).describe('Values with fewer rows are passed over'),
  })
  .refine((rule) => rule.min !== undefined || rule.max !== undefined, { message: 'give at least one of min and max' });

const approvalRule = z
  .strictObject({
    required: z.int().min(0).default(1).describe('How many people must approve; 0 asks nobody'),
    from: z.array(z.string().trim().min(1)).min(1).optional().describe('Who may decide; anybody by default'),
    autoApprove: z
      .boolean()
      .default(false)
      .describe('Let the policy itself sign once all checks pass, and keep that on record'),
  })
  .refine(({ from, required }) => from === undefined || new Set(from.map(personKey)).size >= required, {
    message: 'fewer people are named under `from` than are required',
    path: ['required'],
  });

const rule = z.strictObject({
  model: z.string().min(1).default('*').describe('Models the rule is for: a name, with `*` and `?` as wildcards'),
  alias: z.string().min(1).default('*').describe('Aliases the rule is for, likewise'),
  metrics: z.array(metricRule).default([]).describe('Thresholds of the evaluation as a whole'),
  slices: z.array(sliceRule).default([]).describe('Thresholds of each value of a slice'),
  approvals: approvalRule
    .default({ required: 0, autoApprove: false })
    .describe("Whose approval is needed; nobody's by default"),
});

export const options = z.strictObject({
  prefix: z
    .string()
    .min(1)
    .default('approvals')
    .describe('Key prefix of the requests in the object store, without the last "/"'),
  rules: z
    .array(rule)
    .default([])
    .describe('The policy: the first rule that fits model and alias decides; what no rule fits is not held up'),
});

export type Rule = z.output<typeof rule>;
export type MetricRule = z.output<typeof metricRule>;
export type SliceRule = z.output<typeof sliceRule>;
