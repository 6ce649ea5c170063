import { EventBus } from '../contracts/event-bus.ts';
import type { HookBus } from '../hooks/hook-bus.ts';
import { noticeNames } from '../hooks/lifecycle.ts';
import { plainJson } from '../json/plain-json.ts';
import type { Capabilities } from './capability-lookup.ts';

export const lifecycleTopic = 'penstock.lifecycle';

/**
 * Publishes every notice on the configured event buses, as CloudEvents of type `penstock.<hook>`, so that the world outside
 * hears of runs, tables, models and drift. A bus that fails is a failing listener: logged, and the run goes on.
 */
export function publishLifecycle(hooks: HookBus, platform: Capabilities, project: string): void {
  for (const { id, value: bus } of platform.all(EventBus)) {
    for (const hook of noticeNames) {
      // The bus itself is closing then.
      if (hook === 'platformClosing') continue;
      hooks.on(id, hook, async (payload: object) => {
        await bus.publish(lifecycleTopic, {
          type: `penstock.${hook}`,
          source: `penstock/${project}`,
          data: plainJson(payload),
        });
      });
    }
  }
}
