import { definePlugin } from '@penstock/core';
import { EventBus } from '@penstock/core/contracts';
import { MemoryEventBus } from './memory-event-bus.ts';
import { options } from './options.ts';

export default definePlugin({
  name: 'events-memory',
  description: 'Event bus inside the process',
  options,
  provides: EventBus,
  setup({ log, onClose }) {
    const bus = new MemoryEventBus(log);
    onClose(() => bus.close());
    return bus;
  },
});
