import type { FlowExpectation } from '@penstock/core/contracts';
import { Int32 } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedEngine, openEngine } from './support/open-engine.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

let opened: OpenedEngine;
beforeAll(async () => {
  opened = await openEngine({ threads: 2 });
});
afterAll(() => opened.close());

type Value = number | null;
interface Rule {
  readonly action: FlowExpectation['action'];
  readonly column: 'a' | 'b';
  readonly limit: number;
}

const values = fc.array(
  fc.tuple(fc.option(fc.integer({ min: 0, max: 9 })), fc.option(fc.integer({ min: 0, max: 9 }))),
  {
    maxLength: 60,
  },
);
const rule: fc.Arbitrary<Rule> = fc.record({
  action: fc.constantFrom('warn', 'drop', 'quarantine'),
  column: fc.constantFrom('a', 'b'),
  limit: fc.integer({ min: -1, max: 10 }),
});

test('rows in = kept + dropped + quarantined, row by row as a model of the rules has it', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(values, fc.array(rule, { maxLength: 12 }), fc.boolean(), async (rows, rules, partitioned) => {
      const target = `t${run++}`;
      const result = await opened.engine.runFlow(
        flow(
          target,
          'select id, a, b, id % 3 as part from {{rows}}',
          { rows: relation(rows) },
          {
            expectations: rules.map(({ action, column, limit }, i) => ({
              name: `rule ${i}`,
              predicate: `${column} < ${limit} -- a comment`,
              action,
            })),
            quarantine: `${target}_aside`,
            ...(partitioned ? { partitionBy: ['part'] } : {}),
          },
        ),
      );
      const model = modelOf(rows, rules);
      expect(result.rows).toEqual({
        in: rows.length,
        kept: model.kept.length,
        dropped: model.dropped.length,
        quarantined: model.quarantined.length,
      });
      expect(result.expectations.map((item) => item.failed)).toEqual(model.failed);
      expect(await idsOf(target)).toEqual(model.kept);
      if ((await opened.tables.latestVersion(`${target}_aside`)) !== undefined)
        expect(await idsOf(`${target}_aside`)).toEqual(model.quarantined);
      else expect(model.quarantined).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

function modelOf(rows: readonly (readonly [Value, Value])[], rules: readonly Rule[]) {
  const failed = rules.map(() => 0);
  const kept: number[] = [];
  const dropped: number[] = [];
  const quarantined: number[] = [];
  rows.forEach(([a, b], id) => {
    const broken = rules.filter(({ column, limit }, i) => {
      const value = column === 'a' ? a : b;
      const isBroken = value === null || value >= limit;
      if (isBroken) failed[i] = (failed[i] ?? 0) + 1;
      return isBroken;
    });
    if (broken.some((item) => item.action === 'quarantine')) quarantined.push(id);
    else if (broken.some((item) => item.action === 'drop')) dropped.push(id);
    else kept.push(id);
  });
  return { failed, kept, dropped, quarantined };
}

function relation(rows: readonly (readonly [Value, Value])[]) {
  return batches({
    id: [new Int32(), 'integer', rows.map((_, i) => i)],
    a: [new Int32(), 'integer', rows.map((row) => row[0])],
    b: [new Int32(), 'integer', rows.map((row) => row[1])],
  });
}

async function idsOf(table: string): Promise<unknown[]> {
  const version = (await opened.tables.latestVersion(table)) ?? 0;
  const rows = await rowsOf(opened.engine, 'select id from {{t}} order by id', {
    t: { kind: 'table', table, version },
  });
  return rows.map((row) => row.id);
}
