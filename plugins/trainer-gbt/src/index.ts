import { definePlugin } from '@penstock/core';
import { ModelFlavor, Trainer } from '@penstock/core/contracts';
import { flavorOptions, trainerOptions } from './options.ts';

export default definePlugin({
  name: 'trainer-gbt',
  description: 'Trains gradient-boosted trees',
  options: trainerOptions,
  provides: Trainer,
  async setup() {
    const { GbtTrainer } = await import('./gbt-trainer.ts');
    return new GbtTrainer();
  },
});

export const linear = definePlugin({
  name: 'trainer-linear',
  description: 'Trains a linear baseline',
  options: trainerOptions,
  provides: Trainer,
  async setup() {
    const { LinearTrainer } = await import('./linear-trainer.ts');
    return new LinearTrainer();
  },
});

export const flavor = definePlugin({
  name: 'flavor-native',
  description: 'Scores the models of this package in plain JavaScript',
  options: flavorOptions,
  provides: ModelFlavor,
  async setup({ options }) {
    const { NativeFlavor } = await import('./native-flavor.ts');
    return new NativeFlavor(options.preference);
  },
});
