import { type Logger, PenstockError } from '@penstock/core';
import type { Event, EventBus, NewEvent } from '@penstock/core/contracts';
import { completeEvent } from './new-event.ts';

type Handler = (event: Event) => void | Promise<void>;

interface Subscription {
  readonly topic: string;
  readonly handler: Handler;
  active: boolean;
  /** Settles, never rejecting, when the events queued so far are handled. */
  tail: Promise<void>;
}

/** Every subscriber has a queue of its own and handles one event at a time, so a slow one delays nobody else. */
export class MemoryEventBus implements EventBus {
  readonly #subscriptions = new Map<string, Set<Subscription>>();
  readonly #pending = new Set<Promise<void>>();
  readonly #log: Pick<Logger, 'warn'>;
  #closed = false;

  /** @param log told of each handler that failed. */
  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log;
  }

  async publish(topic: string, event: NewEvent): Promise<Event> {
    this.#assertOpen(topic);
    const complete = completeEvent(topic, event);
    for (const subscription of this.#subscriptions.get(topic) ?? []) this.#enqueue(subscription, complete);
    return complete;
  }

  async subscribe(topic: string, handler: Handler): Promise<() => Promise<void>> {
    this.#assertOpen(topic);
    const subscription: Subscription = { topic, handler, active: true, tail: Promise.resolve() };
    const subscribers = this.#subscriptions.get(topic) ?? new Set();
    this.#subscriptions.set(topic, subscribers.add(subscription));
    return async () => {
      subscription.active = false;
      subscribers.delete(subscription);
    };
  }

  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Takes no more events and resolves when those taken are handled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#subscriptions.clear();
  }

  #enqueue(subscription: Subscription, event: Event): void {
    const done = subscription.tail.then(() => this.#deliver(subscription, event));
    subscription.tail = done;
    this.#pending.add(done);
    void done.then(() => this.#pending.delete(done));
  }

  async #deliver(subscription: Subscription, event: Event): Promise<void> {
    if (!subscription.active) return;
    try {
      await subscription.handler(event);
    } catch (error) {
      this.#log.warn(`A subscriber of topic "${subscription.topic}" failed; the event counts as handled`, {
        event: event.id,
        type: event.type,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #assertOpen(topic: string): void {
    if (this.#closed) throw new PenstockError('PEN_PLATFORM_CLOSED', 'The event bus has been closed', { at: topic });
  }
}
