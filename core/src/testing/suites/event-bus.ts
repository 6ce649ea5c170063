import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Event, EventBus, type NewEvent } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

const newTopic = () => `suite.${randomUUID()}`;
const numbered = (n: number): NewEvent => ({ type: 'suite.numbered', source: 'suite', data: { n } });

/** A subscriber that keeps what it gets, without repetitions: delivery is at least once. */
async function collect(bus: EventBus, topic: string): Promise<Event[]> {
  const events: Event[] = [];
  await bus.subscribe(topic, (event) => {
    if (!events.some(({ id }) => id === event.id)) events.push(event);
  });
  return events;
}

const loop: Record<string, unknown> = {};
loop['self'] = loop;
const noJson: readonly unknown[] = [
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  () => 1,
  { a: [new Date()] },
  new Map(),
  loop,
];

const deliveryCases: Suite<typeof EventBus>['cases'] = [
  {
    name: 'an event is delivered as it was published, with id and time filled in',
    async run(bus) {
      const topic = newTopic();
      const got = await collect(bus, topic);
      const data = { text: 'ü\u{1f600}', list: [1, null, true, { deep: -0.5 }] };
      const event = await bus.publish(topic, { type: 'suite.full', source: 'suite/1', subject: 'x', data });
      await bus.flush();
      assert.deepEqual(got, [event]);
      assert.deepEqual(
        { ...event, id: '', time: '' },
        { id: '', time: '', type: 'suite.full', source: 'suite/1', subject: 'x', data },
      );
      assert.ok(event.id.length > 0);
      assert.ok(Math.abs(Date.now() - Date.parse(event.time)) < 60_000);
    },
  },
  {
    name: 'a given id and time are kept',
    async run(bus) {
      const topic = newTopic();
      const got = await collect(bus, topic);
      await bus.publish(topic, { ...numbered(1), id: 'mine', time: '2001-01-01T00:00:00.000Z' });
      await bus.flush();
      assert.deepEqual([got[0]?.id, got[0]?.time], ['mine', '2001-01-01T00:00:00.000Z']);
    },
  },
  {
    name: 'events reach each subscriber in order, one at a time, whatever its pace',
    async run(bus) {
      const topic = newTopic();
      const seen: unknown[] = [];
      let running = 0;
      await bus.subscribe(topic, async ({ data }) => {
        assert.equal(++running, 1);
        for (let turns = Math.floor(Math.random() * 4); turns > 0; turns--) await new Promise(setImmediate);
        seen.push((data as { n: number }).n);
        running--;
      });
      const quick = await collect(bus, topic);
      for (let n = 0; n < 100; n++) await bus.publish(topic, numbered(n));
      await bus.flush();
      const expected = Array.from({ length: 100 }, (_, n) => n);
      assert.deepEqual([...new Set(seen)], expected);
      assert.deepEqual(
        quick.map(({ data }) => (data as { n: number }).n),
        expected,
      );
    },
  },
  {
    name: 'every subscriber of the topic gets the event, and nobody else',
    async run(bus) {
      const topic = newTopic();
      const [first, second, other] = [
        await collect(bus, topic),
        await collect(bus, topic),
        await collect(bus, newTopic()),
      ];
      await bus.publish(topic, numbered(1));
      await bus.flush();
      assert.deepEqual([first.length, second.length, other.length], [1, 1, 0]);
    },
  },
  {
    name: 'publishing waits for no handler, and needs none',
    async run(bus) {
      const topic = newTopic();
      await bus.publish(newTopic(), numbered(0));
      const gate = Promise.withResolvers<void>();
      const got: Event[] = [];
      await bus.subscribe(topic, async (event) => {
        await gate.promise;
        got.push(event);
      });
      await bus.publish(topic, numbered(1));
      await bus.publish(topic, numbered(2));
      assert.equal(got.length, 0);
      gate.resolve();
      await bus.flush();
      assert.ok(got.length >= 2);
    },
  },
  {
    name: 'a handler that fails keeps neither others nor later events from being delivered',
    async run(bus) {
      const topic = newTopic();
      const seen = new Set<unknown>();
      await bus.subscribe(topic, () => {
        throw new Error('suite: thrown');
      });
      await bus.subscribe(topic, async ({ data }) => {
        seen.add((data as { n: number }).n);
        throw new Error('suite: rejected');
      });
      const healthy = await collect(bus, topic);
      for (let n = 0; n < 3; n++) await bus.publish(topic, numbered(n));
      await bus.flush();
      assert.equal(healthy.length, 3);
      assert.deepEqual([...seen], [0, 1, 2]);
    },
  },
  {
    name: 'a handler may publish',
    async run(bus) {
      const [topic, next] = [newTopic(), newTopic()];
      const got = await collect(bus, next);
      await bus.subscribe(topic, async () => void (await bus.publish(next, numbered(2))));
      await bus.publish(topic, numbered(1));
      await bus.flush();
      await bus.flush();
      assert.equal(got.length, 1);
    },
  },
];

const boundaryCases: Suite<typeof EventBus>['cases'] = [
  {
    name: 'after unsubscribing a handler is not called again; stopping twice is harmless',
    async run(bus) {
      const topic = newTopic();
      let calls = 0;
      const stop = await bus.subscribe(topic, () => {
        calls++;
      });
      const stays = await collect(bus, topic);
      await bus.publish(topic, numbered(1));
      await bus.flush();
      await stop();
      const before = calls;
      await bus.publish(topic, numbered(2));
      await bus.flush();
      await stop();
      assert.equal(calls, before);
      assert.equal(stays.length, 2);
    },
  },
  {
    name: 'a handler may unsubscribe itself, and gets none of the events that wait for it',
    async run(bus) {
      const topic = newTopic();
      const got: unknown[] = [];
      const stop = await bus.subscribe(topic, async ({ data }) => {
        got.push(data);
        await stop();
      });
      await Promise.all([1, 2, 3].map((n) => bus.publish(topic, numbered(n))));
      await bus.flush();
      assert.deepEqual(got, [{ n: 1 }]);
    },
  },
  {
    name: 'flush without events resolves, and flush after publishing waits for slow handlers',
    async run(bus) {
      await bus.flush();
      const topic = newTopic();
      let done = 0;
      await bus.subscribe(topic, async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        done++;
      });
      await bus.publish(topic, numbered(1));
      await bus.publish(topic, numbered(2));
      await bus.flush();
      assert.ok(done >= 2);
    },
  },
  {
    name: 'an event without type, source or topic is refused',
    async run(bus) {
      const topic = newTopic();
      const got = await collect(bus, topic);
      const bad = [{ type: '' }, { type: undefined }, { source: '' }, { time: 'yesterday' }, { id: '' }];
      for (const part of bad) {
        // The cast is what callers without types do.
        const event = { ...numbered(1), ...part } as NewEvent;
        await rejectsWithCode('PEN_EVENT_INVALID', () => bus.publish(topic, event));
      }
      await rejectsWithCode('PEN_EVENT_INVALID', () => bus.publish('', numbered(1)));
      await bus.flush();
      assert.deepEqual(got, []);
    },
  },
  {
    name: 'data that is not JSON is refused',
    async run(bus) {
      const topic = newTopic();
      const got = await collect(bus, topic);
      for (const data of noJson)
        await rejectsWithCode('PEN_EVENT_INVALID', () =>
          bus.publish(topic, { ...numbered(1), data: data as NewEvent['data'] }),
        );
      await bus.flush();
      assert.deepEqual(got, []);
    },
  },
  {
    name: 'later changes of published data, or by another handler, do not show',
    async run(bus) {
      const topic = newTopic();
      const data = { list: [1] };
      await bus.subscribe(topic, (event) => {
        (event.data as { list: number[] }).list.push(99);
      });
      const got = await collect(bus, topic);
      await bus.publish(topic, { type: 'suite.mutable', source: 'suite', data });
      data.list.push(2);
      await bus.flush();
      assert.deepEqual(got[0]?.data, { list: [1] });
    },
  },
];

/** What every event bus promises. Topics are fresh per case, so a shared broker will do. */
export const eventBusSuite: Suite<typeof EventBus> = suite(EventBus, [...deliveryCases, ...boundaryCases]);
