import { definePlugin } from '@penstock/core';
import { DriftDetector } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'drift-univariate',
  description: 'Drift of single columns against a reference',
  options,
  provides: DriftDetector,
  async setup({ options }) {
    const { UnivariateDrift } = await import('./univariate-drift.ts');
    return new UnivariateDrift(options);
  },
});
