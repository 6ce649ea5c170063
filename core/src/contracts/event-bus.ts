import { capability } from '../plugin/capability.ts';
import type { JsonValue } from './drift-detector.ts';

/** CloudEvents 1.0 attributes. */
export interface Event {
  readonly id: string;
  /** Reverse-DNS or dotted, e.g. `penstock.drift.detected`. */
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly subject?: string;
  readonly data: JsonValue;
}

export type NewEvent = Pick<Event, 'type' | 'source' | 'data'> & Partial<Pick<Event, 'id' | 'time' | 'subject'>>;

/**
 * At-least-once delivery, in order per topic and subscriber. A handler that fails does not keep others from getting
 * the event. PEN_EVENT_INVALID on events without type or with data that is not JSON.
 */
export interface EventBus {
  /** Resolves when the bus has taken the event. */
  publish(topic: string, event: NewEvent): Promise<Event>;
  /** Returns the way to stop; after it has resolved the handler is not called again. */
  subscribe(topic: string, handler: (event: Event) => void | Promise<void>): Promise<() => Promise<void>>;
  /** Resolves when all events taken so far are handled. */
  flush(): Promise<void>;
}

export const EventBus = capability<EventBus, 'durable'>('event-bus@1', {
  description: 'Events between parts of the platform and the outside',
  features: ['durable'],
});
