import { definePlugin } from '@penstock/core';
import { Tuner } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'tuner-random',
  description: 'Random and grid search of hyper-parameters',
  options,
  provides: Tuner,
  async setup({ options }) {
    const { RandomTuner } = await import('./random-tuner.ts');
    return new RandomTuner(options);
  },
});
