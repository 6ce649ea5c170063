import { definePlugin } from '@penstock/core';
import { z } from 'zod';

definePlugin({
  name: 'listener',
  options: z.strictObject({}),
  setup({ on }) {
    on('platformReady', ({ plugins }) => console.log(plugins.length));
    on('retrainRequested', () => ({ deny: 'no', pending: true }));
    on('retrainRequested', async ({ model }) => (model === 'x' ? { deny: 'no' } : undefined));
    on('runProposed', (run) => ({ ...run, tags: { ...run.tags, by: 'me' } }), { stage: 10 });

    // @ts-expect-error no such hook
    on('platformRedy', () => {});
    // @ts-expect-error a denial gives its reason
    on('retrainRequested', () => ({ denied: true }));
    // @ts-expect-error a gate answers with a denial or nothing
    on('promotionRequested', () => false);
    // @ts-expect-error a transform gives the same kind of payload back
    on('runProposed', () => ({ pipeline: 1 }));
    // @ts-expect-error the payload has no such field
    on('platformReady', ({ plugin }) => console.log(plugin));
    on('runProposed', (run) => {
      // @ts-expect-error payloads are readonly
      run.pipeline = 'other';
    });
    // @ts-expect-error a stage is a number
    on('platformReady', () => {}, { stage: 'first' });
  },
});
