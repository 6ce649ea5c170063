import { features, hour, numeric } from '@penstock/core/models';
import { files, sql, stream, streamingTable, table, view } from '@penstock/core/pipeline';
import { describe, expect, test } from 'vitest';

const raw = streamingTable('raw', { from: files('landing/*.parquet') });

describe('sql templates', () => {
  test('a table put into a template becomes a named relation, not text', () => {
    const query = sql`select * from ${raw} where x > 1`;
    expect(query.text).toBe('select * from {{raw}} where x > 1');
    expect(query.references).toEqual({ raw });
  });

  test('strings, numbers, booleans, nulls, dates and lists become literals that cannot break out', () => {
    const query = sql`select ${"it's"}, ${1.5}, ${2n ** 60n}, ${true}, ${null}, ${new Date('2001-02-03T04:05:06Z')} where x in ${['a', "b'"]}`;
    expect(query.text).toBe(
      "select 'it''s', 1.5, 1152921504606846976, TRUE, NULL, TIMESTAMP '2001-02-03 04:05:06.000+00' where x in ('a', 'b''')",
    );
  });

  test('another template is put in with what it reads from', () => {
    const condition = sql`id in (select id from ${raw})`;
    const query = sql`select 1 where ${condition}`;
    expect(query.text).toBe('select 1 where id in (select id from {{raw}})');
    expect(Object.keys(query.references)).toEqual(['raw']);
  });

  test('a feature specification is put in as its select list', () => {
    const spec = features({ hour: hour('date'), distance: numeric('distance') });
    expect(sql`select id, ${spec} from ${raw}`.text).toMatch(
      /^select id, CAST\(hour\(.*AS "hour",\s+CAST\("distance" AS DOUBLE\) AS "distance" from \{\{raw\}\}$/s,
    );
  });

  test('a template knows the file and line it was written at', () => {
    expect(sql`select 1`.at).toMatch(/sql\.test\.ts:\d+$/);
  });

  test.each([
    ['an object', () => sql`select ${{} as never}`, /type object/],
    ['an undefined', () => sql`select ${undefined as never}`, /type undefined/],
    ['NaN', () => sql`select ${Number.NaN}`, /NaN/],
    ['an empty list', () => sql`select 1 where x in ${[]}`, /empty list/],
    ['an invalid date', () => sql`select ${new Date('x')}`, /invalid Date/],
    ['nothing at all', () => sql`  `, /Empty SQL/],
    [
      'a table read both whole and as a stream',
      () => sql`select * from ${raw} join ${stream(raw)}`,
      /two different things/,
    ],
  ])('%s in a template is refused with the place', (_what, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'PEN_PIPELINE_INVALID', message: expect.stringMatching(message) }),
    );
    expect(make).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ at: expect.stringMatching(/sql\.test\.ts:\d+$/) }),
      }),
    );
  });

  test('a view is a reference like a table', () => {
    const late = view('late', sql`select * from ${raw} where delay > 15`);
    expect(table('counts', sql`select count(*) n from ${late}`).query.references).toEqual({ late });
  });
});
