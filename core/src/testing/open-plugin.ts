import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '../errors/guard.ts';
import type { PenstockError } from '../errors/penstock-error.ts';
import { HookBus } from '../hooks/hook-bus.ts';
import type { Logger, Plugin, SetupContext } from '../plugin/define-plugin.ts';
import type { Needs } from '../plugin/needs.ts';

export interface OpenOptions {
  readonly options?: unknown;
  /** Need → instance (a list for `many`). Needs left out are `undefined`, `many` needs an empty list. */
  readonly needs?: Readonly<Record<string, unknown>>;
  /** Given, the folders are kept; else a temporary one is made and removed. */
  readonly dir?: string;
}

export interface OpenedPlugin<T> extends AsyncDisposable {
  readonly value: T;
  /** Fires lifecycle hooks at the plugin, as the platform would. */
  readonly hooks: HookBus;
  /** Failures of notice listeners. */
  readonly failures: readonly PenstockError[];
  readonly dir: string;
  close(): Promise<void>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Sets up one plugin as the platform would, for tests: `await using opened = await openPlugin<ObjectStore>(plugin, …)`. */
export async function openPlugin<T>(plugin: Plugin, open: OpenOptions = {}): Promise<OpenedPlugin<T>> {
  const options: unknown = plugin.options.parse(open.options ?? {});
  const dir = open.dir ?? (await mkdtemp(join(tmpdir(), 'penstock-')));
  const abort = new AbortController();
  const closers: (() => void | Promise<void>)[] = [];
  const failures: PenstockError[] = [];
  const hooks = new HookBus((error) => failures.push(error));
  const context: SetupContext<unknown, Needs> = {
    id: plugin.name,
    options,
    needs: Object.fromEntries(
      Object.entries(plugin.needs).map(([key, need]) => [
        key,
        open.needs?.[key] ?? ('need' in need && need.need === 'many' ? [] : undefined),
      ]),
    ),
    baseDir: dir,
    stateDir: join(dir, '.penstock'),
    log: silent,
    signal: abort.signal,
    on: (hook, listener, order) => hooks.on(plugin.name, hook, listener, order),
    onClose: (close) => closers.push(close),
  };
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    abort.abort();
    for (const item of closers.reverse()) await item();
    if (open.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  try {
    const value = await guard(plugin.name, 'setup', () => plugin.setup(context as SetupContext<never, Needs>));
    return { value: value as T, hooks, failures, dir, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
