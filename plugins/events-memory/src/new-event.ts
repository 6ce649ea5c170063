import { randomUUID } from 'node:crypto';
import { jsonProblem, PenstockError } from '@penstock/core';
import type { Event, NewEvent } from '@penstock/core/contracts';

/** Completes an event and makes it unchangeable: subscribers share it, and its publisher may go on using the data. */
export function completeEvent(topic: string, given: NewEvent): Event {
  const event: Event = {
    id: given.id ?? randomUUID(),
    type: given.type,
    source: given.source,
    time: given.time ?? new Date().toISOString(),
    ...(given.subject === undefined ? {} : { subject: given.subject }),
    data: given.data,
  };
  const problem = problemOf(topic, event);
  if (problem !== undefined)
    throw new PenstockError('PEN_EVENT_INVALID', `The event for topic "${topic}" cannot be published: ${problem}`, {
      at: topic,
    });
  return freezeDeep(JSON.parse(JSON.stringify(event)) as Event);
}

function problemOf(topic: string, event: Event): string | undefined {
  if (!isText(topic)) return 'the topic is empty';
  for (const name of ['id', 'type', 'source'] as const) if (!isText(event[name])) return `its ${name} is empty`;
  if (event.subject !== undefined && !isText(event.subject)) return 'its subject is empty';
  if (!isText(event.time) || Number.isNaN(Date.parse(event.time))) return 'its time is no ISO 8601 time';
  const problem = jsonProblem(event.data, 'data');
  return problem === undefined ? undefined : `its data is not JSON: ${problem}`;
}

// Callers in plain JavaScript pass anything.
function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) freezeDeep(item);
    Object.freeze(value);
  }
  return value;
}
