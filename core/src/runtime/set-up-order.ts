import type { PlannedNeed } from './plan.ts';

export interface Needing {
  readonly id: string;
  readonly needs: Readonly<Record<string, PlannedNeed>>;
}

export interface SetUpOrder {
  /** Every plugin after those that fill its needs, otherwise in the given order. */
  readonly order: readonly string[];
  /** Plugins that need each other in a circle, e.g. `[a, b, a]`. */
  readonly cycles: readonly (readonly string[])[];
}

/** Orders plugins for set-up by their needs. */
export function setUpOrder(plugins: readonly Needing[]): SetUpOrder {
  const byId = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  const order: string[] = [];
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (plugin: Needing, path: readonly string[]): void => {
    if (done.has(plugin.id)) return;
    const start = path.indexOf(plugin.id);
    if (start >= 0) {
      cycles.push([...path.slice(start), plugin.id]);
      return;
    }
    for (const id of fillersOf(plugin)) {
      const filler = byId.get(id);
      if (filler) visit(filler, [...path, plugin.id]);
    }
    done.add(plugin.id);
    order.push(plugin.id);
  };
  for (const plugin of plugins) visit(plugin, []);
  return { order, cycles };
}

/** Ids of everything the given plugins need, directly or through others, themselves included. */
export function closureOf(ids: Iterable<string>, plugins: readonly Needing[]): Set<string> {
  const byId = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  const closure = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (closure.has(id)) continue;
    closure.add(id);
    const plugin = byId.get(id);
    if (plugin) open.push(...fillersOf(plugin));
  }
  return closure;
}

export function fillersOf(plugin: Needing): string[] {
  return [...new Set(Object.values(plugin.needs).flatMap((need) => need.filledBy))];
}
