import { z } from 'zod';
import { widthRules } from './bins/equal-width.ts';
import { methodNames } from './methods.ts';

const method = z.enum(methodNames);

export const options = z.strictObject({
  numeric: method.default('wasserstein').describe('Method for numeric columns that name none.'),
  categorical: method
    .exclude(['ks', 'wasserstein'])
    .default('jensen-shannon')
    .describe('Method for categorical columns that name none.'),
  thresholds: z
    .partialRecord(method, z.number().nonnegative())
    .default({})
    .describe('Practical threshold by method, for columns that give none; 0.1 for methods left out.'),
  bins: z.int().min(2).max(1000).default(10).describe('Bins of a numeric column under `binning: quantile`.'),
  binning: z
    .enum(['quantile', ...widthRules])
    .default('quantile')
    .describe(
      'How numeric columns are cut into bins: at quantiles of the reference, or into equal widths by a named rule. Columns with few distinct values always get a bin per value.',
    ),
  minRows: z
    .int()
    .min(1)
    .default(30)
    .describe('With fewer usable rows on either side the answer is `insufficient-data`.'),
  nulls: z
    .enum(['drop', 'category'])
    .default('drop')
    .describe('Nulls of categorical columns are left out, or are one more level.'),
  minExpected: z
    .number()
    .nonnegative()
    .default(5)
    .describe('`chi2` pools levels that expect fewer rows than this on the smaller side; 0 pools nothing.'),
  maxPoints: z
    .int()
    .min(64)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Distinct values of the reference that `ks` and `wasserstein` keep exactly; a reference with more is condensed to this many points.',
    ),
  maxLevels: z
    .int()
    .min(2)
    .max(100_000)
    .default(1000)
    .describe('Levels of a categorical reference that are kept; rarer ones become one level "other".'),
  seed: z.int().min(0).default(1).describe('Seed of the simulated null quantiles.'),
});

export type DriftOptions = z.output<typeof options>;
