import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';
import { attribute } from '../errors/guard.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import {
  type Denial,
  type GateName,
  type Gates,
  gateNames,
  type HookListener,
  type HookName,
  type HookOrder,
  type NoticeName,
  type Notices,
  noticeNames,
  type TransformName,
  type Transforms,
  transformNames,
} from './lifecycle.ts';

export interface GateAnswer extends Denial {
  readonly plugin: string;
}
type Loose = (payload: unknown) => unknown;

/** The hooks of one platform. Notices never fail; gates answer with the first denial; transforms chain. */
export class HookBus {
  readonly #notices = new Map<string, AsyncSeriesHook<[unknown]>>(
    noticeNames.map((name) => [name, new AsyncSeriesHook(['payload'])]),
  );
  readonly #gates = new Map<string, AsyncSeriesBailHook<[unknown], GateAnswer | undefined>>(
    gateNames.map((name) => [name, new AsyncSeriesBailHook(['payload'])]),
  );
  readonly #transforms = new Map<string, AsyncSeriesWaterfallHook<[unknown]>>(
    transformNames.map((name) => [name, new AsyncSeriesWaterfallHook(['payload'])]),
  );
  readonly #onFailure: (error: PenstockError) => void;
  readonly #replay: ((bus: HookBus) => void)[] = [];

  /** @param onFailure told of each notice listener that failed. */
  constructor(onFailure: (error: PenstockError) => void) {
    this.#onFailure = onFailure;
  }

  on<H extends HookName>(plugin: string, hook: H, listener: HookListener<H>, order: HookOrder = {}): void {
    const tap = { name: plugin, stage: order.stage ?? 0 };
    const call = listener as Loose;
    const notice = this.#notices.get(hook);
    const gate = this.#gates.get(hook);
    const transform = this.#transforms.get(hook);
    if (notice) notice.tapPromise(tap, (payload) => this.#tell(plugin, hook, call, payload));
    else if (gate) gate.tapPromise(tap, (payload) => ask(plugin, hook, call, payload));
    else if (transform) transform.tapPromise(tap, (payload) => change(plugin, hook, call, payload));
    else
      throw new PenstockError('PEN_HOOK_INVALID', `There is no hook "${String(hook)}"`, { plugin, at: String(hook) });
    this.#replay.push((bus) => bus.on(plugin, hook, listener, order));
  }

  /** A bus with the same listeners, for what lives shorter: listeners cannot be taken off a bus. */
  fork(): HookBus {
    const bus = new HookBus(this.#onFailure);
    for (const replay of this.#replay) replay(bus);
    return bus;
  }

  async notify<H extends NoticeName>(hook: H, payload: Notices[H]): Promise<void> {
    await this.#notices.get(hook)?.promise(payload);
  }

  /** The first denial, or `undefined` when nobody objects. An error of a listener is a denial. */
  async ask<H extends GateName>(hook: H, payload: Gates[H]): Promise<GateAnswer | undefined> {
    return this.#gates.get(hook)?.promise(payload);
  }

  async transform<H extends TransformName>(hook: H, payload: Transforms[H]): Promise<Transforms[H]> {
    return (await this.#transforms.get(hook)?.promise(payload)) as Transforms[H];
  }

  async #tell(plugin: string, hook: string, listener: Loose, payload: unknown): Promise<void> {
    try {
      await listener(payload);
    } catch (error) {
      this.#onFailure(attribute(error, plugin, hook));
    }
  }
}

async function ask(plugin: string, hook: string, listener: Loose, payload: unknown): Promise<GateAnswer | undefined> {
  try {
    const answer = await listener(payload);
    if (answer === undefined) return undefined;
    if (isDenial(answer)) return { ...answer, plugin };
    return {
      plugin,
      deny: `plugin "${plugin}" answered ${hook} with something that is neither undefined nor a denial`,
    };
  } catch (error) {
    return { plugin, deny: attribute(error, plugin, hook).message };
  }
}

async function change(plugin: string, hook: string, listener: Loose, payload: unknown): Promise<unknown> {
  try {
    return (await listener(payload)) ?? payload;
  } catch (error) {
    throw attribute(error, plugin, hook);
  }
}

function isDenial(answer: unknown): answer is Denial {
  return typeof answer === 'object' && answer !== null && typeof (answer as Denial).deny === 'string';
}
