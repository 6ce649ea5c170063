import type { HookBus } from '../hooks/hook-bus.ts';
import type { Logger } from '../plugin/define-plugin.ts';
import type { BootTree } from './boot-tree.ts';
import type { Capabilities } from './capability-lookup.ts';
import type { Plan } from './plan.ts';

/** Plugins set up and at work, until `close`. */
export interface Scope extends Capabilities, AsyncDisposable {
  readonly plan: Plan;
  readonly project: string;
  /** Absolute. */
  readonly baseDir: string;
  /** Absolute; made by whoever writes into it first. */
  readonly stateDir: string;
  readonly hooks: HookBus;
  readonly log: Logger;
  /**
   * Closes in the reverse order of set-up, all attempted; once, however often it is called.
   * @throws PEN_CLOSE_FAILED naming every plugin that failed.
   */
  close(): Promise<void>;
}

/** What a configuration becomes when it is opened. After `close`, every look-up throws PEN_PLATFORM_CLOSED. */
export interface Platform extends Scope {
  readonly bootTree: BootTree;
  /** Sets up the run-scoped plugins for one run; everything else is shared. */
  openRun(options?: { readonly signal?: AbortSignal }): Promise<RunScope>;
}

/** The platform as one run sees it: its own run-scoped plugins, and hooks that they listen to as well. */
export type RunScope = Scope;
