import type { Redactor } from '../config/redactor.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import type { Plugin } from '../plugin/define-plugin.ts';

export interface PlannedNeed {
  readonly kind: 'one' | 'optional' | 'many';
  /** Id of the capability, e.g. `object-store@1`. */
  readonly capability: string;
  /** Ids of the plugins that fill it, in the order of the configuration. */
  readonly filledBy: readonly string[];
}

export interface PlannedPlugin {
  /** Key in the configuration. */
  readonly id: string;
  /** As written in the configuration. */
  readonly use: string;
  readonly name: string;
  readonly description: string;
  readonly packageName?: string;
  readonly version?: string;
  /** URL of the module it was loaded from. */
  readonly module: string;
  /** Id of the capability it provides; a hook-only plugin provides none. */
  readonly provides?: string;
  readonly needs: Readonly<Record<string, PlannedNeed>>;
  /** Features it claims to have. */
  readonly features: readonly string[];
  /** Features the deployment asks for. */
  readonly requires: readonly string[];
  readonly scope: 'platform' | 'run';
  /** `file:line:col` of its entry. */
  readonly at: string;
  /** For people: defaults filled in, a secret shown as its reference or `[secret]`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What would run: every plugin loaded and checked, none set up. Plain data that may be printed. */
export interface Plan {
  /** Absolute; absent for the built-in configuration. */
  readonly configPath?: string;
  readonly profile?: string;
  readonly project: string;
  /** Absolute folder of the configuration file. */
  readonly baseDir: string;
  /** Absolute. */
  readonly stateDir: string;
  /** Absolute paths, perhaps with `#export`. */
  readonly pipelines: readonly string[];
  /** In the order of the configuration. */
  readonly plugins: readonly PlannedPlugin[];
  /** Ids in the order of set-up: every plugin after those that fill its needs. */
  readonly order: readonly string[];
}

/** What opening a platform takes of a plan and nobody prints. */
export interface PlanInsides {
  /** Plugin id → its code and its options in clear. */
  readonly loaded: ReadonlyMap<string, { readonly plugin: Plugin; readonly options: unknown }>;
  readonly redactor: Redactor;
  /** URLs that packages are looked for from. */
  readonly bases: readonly string[];
}

/** A plan together with the loaded code and the options in clear, which it does not show. */
export class LoadedPlan implements Plan {
  readonly configPath?: string;
  readonly profile?: string;
  readonly project: string;
  readonly baseDir: string;
  readonly stateDir: string;
  readonly pipelines: readonly string[];
  readonly plugins: readonly PlannedPlugin[];
  readonly order: readonly string[];
  readonly #insides: PlanInsides;

  constructor(plan: Plan, insides: PlanInsides) {
    this.configPath = plan.configPath;
    this.profile = plan.profile;
    this.project = plan.project;
    this.baseDir = plan.baseDir;
    this.stateDir = plan.stateDir;
    this.pipelines = plan.pipelines;
    this.plugins = plan.plugins;
    this.order = plan.order;
    this.#insides = insides;
    Object.freeze(this);
  }

  /** @throws PEN_INTERNAL for a plan that did not come from loadPlan. */
  static open(plan: Plan): PlanInsides {
    if (plan instanceof LoadedPlan) return plan.#insides;
    throw new PenstockError('PEN_INTERNAL', 'The plan does not come from loadPlan()', {
      hint: 'Pass on the very object that loadPlan() gave.',
    });
  }
}
