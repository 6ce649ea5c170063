import { join } from 'node:path';
import { definePlugin } from '@penstock/core';
import { TrainingBackend } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'training-local',
  description: 'Runs training jobs in child processes: TypeScript and JavaScript modules, or any command',
  options,
  provides: TrainingBackend,
  async setup({ options, stateDir, onClose }) {
    const { LocalTraining } = await import('./local-training.ts');
    const training = new LocalTraining(options, join(stateDir, 'training'));
    onClose(() => training.close());
    return training;
  },
});
