import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Int32 } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { Gate } from '../src/database/gate.ts';
import { openEngine } from './support/open-engine.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

/** Runs for minutes. */
const ENDLESS = 'select count(*) as n from range(2000000) a(x), range(2000000) b(y) where (a.x * b.y) % 7 = 3';

describe('a cancelled', () => {
  test('query stops at once', async () => {
    await using opened = await openEngine({ threads: 2 });
    const started = performance.now();
    const signal = AbortSignal.timeout(200);
    const rows = async () => {
      for await (const _ of opened.engine.query({ sql: ENDLESS, relations: {} }, { signal }));
    };
    await expect(rows()).rejects.toMatchObject({ code: 'PEN_TIMEOUT' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('flow stops, leaves the table as it was and the engine in order', async () => {
    await using opened = await openEngine({ threads: 2 });
    const { engine, tables, store } = opened;
    await engine.runFlow(flow('t', 'select 1::bigint as n', {}));
    const controller = new AbortController();
    const run = engine.runFlow(
      flow('t', ENDLESS, {}, { signal: controller.signal, transaction: { application: 'a', version: 2 } }),
    );
    setTimeout(() => controller.abort(), 150);
    await expect(run).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    expect(await tables.latestVersion('t')).toBe(0);
    expect(await readdir(await store.scratchDir())).toEqual([]);
    expect(await rowsOf(engine, 'select n from {{t}}', { t: { kind: 'table', table: 't', version: 0 } })).toEqual([
      { n: 1n },
    ]);
  });

  test('query that waits for its turn never starts', async () => {
    await using opened = await openEngine({ threads: 2, parallel: 1 });
    const stop = new AbortController();
    const long = opened.engine
      .runFlow(flow('t', ENDLESS, {}, { signal: stop.signal }))
      .catch((error: unknown) => error);
    const ask = () => {
      const signal = AbortSignal.timeout(100);
      return opened.engine
        .profile({ sql: 'select 1 as a', relations: {} }, { signal })
        .catch((error: unknown) => error);
    };
    let answer = await ask();
    // While the flow still makes ready, others get their turn between its statements.
    while (Array.isArray(answer)) answer = await ask();
    expect(answer).toMatchObject({ code: 'PEN_TIMEOUT' });
    stop.abort();
    expect(await long).toMatchObject({ code: 'PEN_ABORTED' });
  });

  test('load of batches stops between two of them', async () => {
    await using opened = await openEngine({ threads: 2 });
    const controller = new AbortController();
    const one = batches({ id: [new Int32(), 'integer', [1]] });
    if (one.kind !== 'batches') throw new Error('no batches');
    const [batch] = await Array.fromAsync(one.batches);
    const endless = async function* () {
      for (let turn = 0; ; turn++) {
        if (turn === 3) controller.abort();
        await sleep(0);
        if (batch) yield batch;
      }
    };
    const s = { ...one, batches: endless() };
    const run = opened.engine.runFlow(flow('t', 'select id from {{s}}', { s }, { signal: controller.signal }));
    await expect(run).rejects.toMatchObject({ code: 'PEN_ABORTED' });
  });
});

describe('closing the engine', () => {
  test('cancels what runs, waits for it, and refuses what comes after', async () => {
    const opened = await openEngine({ threads: 2 });
    const run = opened.engine.runFlow(flow('t', ENDLESS, {})).catch((error: unknown) => error);
    const left = opened.engine
      .query({ sql: 'select range as a from range(1000000)', relations: {} }, { batchRows: 10 })
      [Symbol.asyncIterator]();
    await left.next();
    await sleep(50);
    await opened.close();
    expect(await run).toMatchObject({ code: 'PEN_ABORTED' });
    await expect(left.next().then(() => left.next())).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    await expect(opened.engine.describe({ sql: 'select 1', relations: {} })).rejects.toMatchObject({
      code: 'PEN_ABORTED',
    });
  });

  test('can be done twice', async () => {
    const opened = await openEngine();
    await opened.close();
    await opened.close();
  });
});

describe('the gate', () => {
  test('lets in as many as there are places, the others in the order of their coming', async () => {
    const gate = new Gate(2);
    const { signal } = new AbortController();
    const order: number[] = [];
    await gate.enter(signal);
    await gate.enter(signal);
    const waiting = [1, 2, 3].map(async (number) => {
      await gate.enter(signal);
      order.push(number);
      gate.leave();
    });
    await Promise.resolve();
    expect(order).toEqual([]);
    gate.leave();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  test('forgets those who give up waiting', async () => {
    const gate = new Gate(1);
    const forever = new AbortController();
    await gate.enter(forever.signal);
    const impatient = new AbortController();
    const given = gate.enter(impatient.signal);
    const patient = gate.enter(forever.signal);
    impatient.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    gate.leave();
    await patient;
    gate.leave();
    await gate.enter(forever.signal);
  });
});
