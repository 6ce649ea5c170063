export interface BootedPlugin {
  readonly id: string;
  /** Name of the plugin. */
  readonly name: string;
  /** Time its setup took. */
  readonly ms: number;
  /** Ids of the plugins that fill its needs. */
  readonly needs: readonly string[];
}

/** How long opening a platform took, per plugin in the order of set-up. */
export interface BootTree {
  /** All of it, loading the container included. */
  readonly ms: number;
  readonly plugins: readonly BootedPlugin[];
}

/** The tree as text: one line per plugin, its time and whom it needs. */
export function formatBootTree(tree: BootTree): string {
  const lines = tree.plugins.map(({ id, name, ms, needs }, index) => {
    const branch = index === tree.plugins.length - 1 ? '└─' : '├─';
    return `${branch} ${id} (${name}) ${ms.toFixed(1)} ms${needs.length === 0 ? '' : ` ← ${needs.join(', ')}`}`;
  });
  return [`platform ${tree.ms.toFixed(1)} ms`, ...lines].join('\n');
}
