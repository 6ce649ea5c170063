import type { EventBus } from '@penstock/core/contracts';
import { openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { MemoryEventBus } from '../src/memory-event-bus.ts';

const event = { type: 'test.happened', source: 'test', data: null };

test('closing handles the events taken and refuses new ones', async () => {
  const opened = await openPlugin<EventBus>(plugin);
  const gate = Promise.withResolvers<void>();
  let handled = 0;
  await opened.value.subscribe('topic', async () => {
    await gate.promise;
    handled++;
  });
  await opened.value.publish('topic', event);
  await opened.value.publish('topic', event);
  const closing = opened.close();
  await rejectsWithCode('PEN_PLATFORM_CLOSED', () => opened.value.publish('topic', event));
  await rejectsWithCode('PEN_PLATFORM_CLOSED', () => opened.value.subscribe('topic', () => {}));
  expect(handled).toBe(0);
  gate.resolve();
  await closing;
  expect(handled).toBe(2);
});

test('a handler that publishes while the bus closes does not keep it from closing', async () => {
  const warnings: string[] = [];
  const bus = new MemoryEventBus({ warn: (message) => warnings.push(message) });
  await bus.subscribe('topic', async () => void (await bus.publish('topic', event)));
  await bus.publish('topic', event);
  await bus.close();
  expect(warnings.length).toBe(1);
});

test('a failing handler is logged with topic, event and reason', async () => {
  const warnings: unknown[] = [];
  const bus = new MemoryEventBus({ warn: (message, fields) => warnings.push([message, fields]) });
  await bus.subscribe('topic', () => {
    throw new Error('no');
  });
  const { id } = await bus.publish('topic', event);
  await bus.flush();
  expect(warnings).toEqual([
    [
      'A subscriber of topic "topic" failed; the event counts as handled',
      { event: id, type: 'test.happened', error: 'no' },
    ],
  ]);
});

test('the message of a refused event names the place in its data', async () => {
  const bus = new MemoryEventBus({ warn() {} });
  const error = await rejectsWithCode('PEN_EVENT_INVALID', () =>
    bus.publish('topic', { ...event, data: { score: Number.NaN } }),
  );
  expect(error.message).toContain('data.score: NaN is no JSON number');
});
