import type { PenstockError } from '../errors/penstock-error.ts';
import type { BootedPlugin } from './boot-tree.ts';
import type { SlotContainer } from './container.ts';
import { type InstanceHost, PluginInstance } from './plugin-instance.ts';
import { fillersOf } from './set-up-order.ts';

/** The plugins of one scope: set up one by one in order, closed in reverse. */
export class InstanceSet {
  readonly #host: InstanceHost;
  readonly #container: SlotContainer<PluginInstance>;
  readonly #opened: PluginInstance[] = [];

  constructor(host: InstanceHost, container: SlotContainer<PluginInstance>) {
    this.#host = host;
    this.#container = container;
  }

  /** @param ids in the order of set-up. What was opened before a failure stays, to be closed by `close`. */
  async open(ids: readonly string[]): Promise<void> {
    for (const planned of this.#host.plan.plugins.filter((plugin) => ids.includes(plugin.id))) {
      this.#container.add({
        id: planned.id,
        needs: fillersOf(planned),
        make: (needs) => {
          const instance = new PluginInstance(planned, this.#host);
          this.#opened.push(instance);
          return instance.setUp(needs);
        },
      });
    }
    for (const id of ids) await this.#container.get(id);
  }

  /** All are attempted; gives the failures. */
  async close(): Promise<PenstockError[]> {
    const failures: PenstockError[] = [];
    for (const instance of this.#opened.splice(0).reverse()) failures.push(...(await instance.close()));
    return failures;
  }

  /** Plugin id → what it provides. */
  get values(): Map<string, unknown> {
    return new Map(this.#opened.map((instance) => [instance.planned.id, instance.value]));
  }

  get booted(): BootedPlugin[] {
    return this.#opened.map(({ planned, ms }) => ({
      id: planned.id,
      name: planned.name,
      ms,
      needs: fillersOf(planned),
    }));
  }
}
