import assert from 'node:assert/strict';
import { Int32 } from 'apache-arrow';
import type { SuiteCase } from '../suite.ts';
import { batches, flow, type QueryEngineSubject, query, rowsOf, rule, tableAt } from './query-engine-subject.ts';

/** What an engine does that claims to work beyond its memory. */
export const spillCases: readonly SuiteCase<QueryEngineSubject, 'spill'>[] = [
  {
    name: 'sorts and keeps more rows than fit into its memory',
    feature: 'spill',
    run: async ({ engine }) => {
      const n = batches({ id: [new Int32(), 'integer', Array.from({ length: 1000 }, (_, i) => i)] });
      const sql = `select a.id * 1000 + b.id as id, concat('a text that takes some room: ', a.id * b.id, '/', b.id * 31 + a.id) as text,
          concat('and another one: ', (a.id * 7919 + b.id * 104729) % 1000, ' of a thousand') as more
        from {{n}} a cross join {{n}} b order by more, text, id`;
      const { rows } = await engine.runFlow(
        flow('big', query(sql, { n }), { expectations: [rule('odd', 'id % 2 = 1', 'drop')] }),
      );
      assert.deepEqual(rows, { in: 1_000_000, kept: 500_000, dropped: 500_000, quarantined: 0 });
      const counted = 'select count(distinct id) as n, min(id) as low, max(id) as high from {{t}}';
      assert.deepEqual(await rowsOf(engine, query(counted, { t: tableAt('big', 0) })), [
        { n: 500_000n, low: 1, high: 999_999 },
      ]);
    },
  },
];
