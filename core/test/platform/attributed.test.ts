import { Readable } from 'node:stream';
import { PenstockError } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../src/errors/guard.ts';
import { attributed } from '../../src/runtime/attributed.ts';

const wrap = <T>(value: T): T => attributed(value, (error, method) => attribute(error, 'p', method));
const blamed = (method: string, code = 'PEN_PLUGIN_FAILED') =>
  expect.objectContaining({ code, details: expect.objectContaining({ plugin: 'p', hook: method }) });

class Counter {
  #count = 0;
  readonly label = 'counter';
  get count(): number {
    return this.#count;
  }
  set count(value: number) {
    this.#count = value;
  }
  add(by: number): this {
    if (by < 0) throw new RangeError('only up');
    this.#count += by;
    return this;
  }
  async addLater(by: number): Promise<number> {
    return this.add(by).count;
  }
  async *upTo(limit: number): AsyncGenerator<number, string> {
    for (; this.#count < limit; this.#count += 1) yield this.#count;
    throw new Error('at the end');
  }
  async others(): Promise<AsyncIterable<number>> {
    return this.upTo(this.#count + 1);
  }
}

describe('a provided value, seen from outside,', () => {
  test('works as the value itself: methods, accessors, private fields, prototype', async () => {
    const counter = wrap(new Counter());
    counter.count = 5;
    expect(counter.add(2).count).toBe(7);
    expect(await counter.addLater(1)).toBe(8);
    expect(counter).toBeInstanceOf(Counter);
    expect(counter.label).toBe('counter');
    expect('add' in counter).toBe(true);
    expect(counter.constructor).toBe(Counter);
    expect(Reflect.get(counter, 'add')).toBe(Reflect.get(counter, 'add'));
    expect(counter.add(0)).toBe(counter);
  });

  test('may be frozen, listed and copied', () => {
    const frozen = wrap(Object.freeze({ name: 'x', twice: (n: number) => n * 2 }));
    expect(frozen.twice(2)).toBe(4);
    expect(Object.keys(frozen)).toEqual(['name', 'twice']);
    expect({ ...frozen }.twice(3)).toBe(6);
    expect(() => Object.assign(frozen, { name: 'y' })).toThrow(TypeError);
    expect(JSON.stringify(frozen)).toBe('{"name":"x"}');
  });

  test('may be a map, whose methods need their own receiver', () => {
    const map = wrap(new Map([['a', 1]]));
    expect([map.size, map.get('a'), [...map.keys()]]).toEqual([1, 1, ['a']]);
  });

  test('may be a function or a plain value', async () => {
    const call = wrap(async (n: number) => {
      if (n < 0) throw new Error('negative');
      return n;
    });
    expect(await call(1)).toBe(1);
    await expect(call(-1)).rejects.toEqual(blamed('call'));
    expect(wrap(7)).toBe(7);
    expect(wrap(undefined)).toBeUndefined();
  });

  test('sees methods that are replaced later', () => {
    const value = { name: () => 'first' };
    const wrapped = wrap(value);
    expect(wrapped.name()).toBe('first');
    value.name = () => 'second';
    expect(wrapped.name()).toBe('second');
  });
});

describe('failures of a provided value', () => {
  test('that are thrown or rejected name plugin and method, and keep the cause', async () => {
    const counter = wrap(new Counter());
    expect(() => counter.add(-1)).toThrow(blamed('add'));
    const error = await counter.addLater(-1).catch((thrown: unknown) => thrown);
    expect(error).toEqual(blamed('addLater'));
    expect((error as Error).message).toBe('Plugin "p" failed in addLater: only up');
    expect((error as Error).cause).toBeInstanceOf(RangeError);
  });

  test('in an iteration name the method that gave it, also when it came by a promise', async () => {
    const counter = wrap(new Counter());
    const seen: number[] = [];
    const iterate = async (iterable: AsyncIterable<number>) => {
      for await (const item of iterable) seen.push(item);
    };
    await expect(iterate(counter.upTo(2))).rejects.toEqual(blamed('upTo'));
    await expect(counter.others().then(iterate)).rejects.toEqual(blamed('others'));
    expect(seen).toEqual([0, 1, 2]);
  });

  test('in an iterable object that makes a new iterator each time are named too', async () => {
    const wrapped = wrap({
      list: () => ({
        [Symbol.asyncIterator]: () => ({
          next: async (): Promise<IteratorResult<string>> => Promise.reject(new Error('gone')),
        }),
      }),
    });
    const iterable = wrapped.list();
    for (let round = 0; round < 2; round += 1) {
      await expect(Array.fromAsync(iterable)).rejects.toEqual(blamed('list'));
    }
  });

  test('that are Penstock errors keep their code, and the plugin that was named first', async () => {
    const wrapped = wrap({
      missing: async () => {
        throw new PenstockError('PEN_NOT_FOUND', 'no such thing', { at: 'key' });
      },
      deeper: async () => {
        throw new PenstockError('PEN_TIMEOUT', 'slow', { plugin: 'other', hook: 'get' });
      },
    });
    await expect(wrapped.missing()).rejects.toEqual(blamed('missing', 'PEN_NOT_FOUND'));
    await expect(wrapped.missing()).rejects.toMatchObject({ message: 'no such thing', details: { at: 'key' } });
    await expect(wrapped.deeper()).rejects.toMatchObject({
      code: 'PEN_TIMEOUT',
      details: { plugin: 'other', hook: 'get' },
    });
  });

  test('that come from an aborted signal are the caller’s doing', async () => {
    const wrapped = wrap({ wait: async (signal: AbortSignal) => signal.throwIfAborted() });
    await expect(wrapped.wait(AbortSignal.abort())).rejects.toEqual(blamed('wait', 'PEN_ABORTED'));
  });
});

test('an iteration that is left early ends the generator', async () => {
  let ended = false;
  const wrapped = wrap({
    async *list() {
      try {
        yield 1;
        yield 2;
      } finally {
        ended = true;
      }
    },
  });
  for await (const _ of wrapped.list()) break;
  expect(ended).toBe(true);
});

test('streams are handed out as they are', async () => {
  const stream = Readable.from(['a']);
  const wrapped = wrap({ open: () => stream, later: async () => stream });
  expect(wrapped.open()).toBe(stream);
  expect(await wrapped.later()).toBe(stream);
});
