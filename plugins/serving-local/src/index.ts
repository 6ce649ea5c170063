import { definePlugin, many, optional } from '@penstock/core';
import { EventBus, ModelFlavor, ObjectStore, ServingTarget, Tracking } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'serving-local',
  description: 'Serves models over HTTP from this process, in MLflow’s scoring protocol',
  options,
  needs: { store: ObjectStore, tracking: Tracking, flavors: many(ModelFlavor), events: optional(EventBus) },
  provides: ServingTarget,
  features: { inProcess: true },
  async setup({ options, needs, log, onClose }) {
    const { LocalServing } = await import('./local-serving.ts');
    const serving = new LocalServing(needs, options, log);
    onClose(() => serving.close());
    return serving;
  },
});
