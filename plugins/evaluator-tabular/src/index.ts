import { definePlugin } from '@penstock/core';
import { Evaluator } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'evaluator-tabular',
  description: 'Metrics of classifiers and regressors, by slice too',
  options,
  provides: Evaluator,
  async setup({ options }) {
    const { TabularEvaluator } = await import('./tabular-evaluator.ts');
    return new TabularEvaluator(options);
  },
});
