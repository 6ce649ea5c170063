import {
  files,
  keep,
  pipeline,
  quarantineTable,
  sql,
  stream,
  streamingTable,
  table,
  view,
} from '@penstock/core/pipeline';
import { describe, expect, test } from 'vitest';

const raw = streamingTable('raw', { from: files('landing/*.parquet') });
const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'PEN_PIPELINE_INVALID', message: expect.stringMatching(message) });

describe('pipeline', () => {
  test('takes along everything its nodes read from, inputs first', () => {
    const clean = streamingTable('clean', sql`select * from ${stream(raw)}`);
    const counts = table('counts', sql`select count(*) n from ${clean}`);
    expect(pipeline('flights', [counts]).nodes.map((node) => node.name)).toEqual(['raw', 'clean', 'counts']);
  });

  test.each([
    ['an empty name', () => pipeline('', [raw]), /"" is not a name/],
    ['no nodes', () => pipeline('p', []), /no tables/],
    ['something that is not a node', () => pipeline('p', [raw, {} as never]), /item 2/],
    ['two nodes of one name', () => pipeline('p', [raw, table('RAW', sql`select 1`)]), /Two nodes are called "RAW"/],
    [
      'a quarantine table named like a table',
      () =>
        pipeline('p', [
          streamingTable('q', { from: raw, quarantine: 'raw', expect: { ok: keep(sql`x > 0`).else('quarantine') } }),
        ]),
      /quarantine table of "q"/,
    ],
  ])('%s is refused', (_what, make, message) => {
    expect(make).toThrow(invalid(message));
  });
});

describe('tables', () => {
  test.each([
    ['a name with a slash', () => table('a/b', sql`select 1`), /not a name/],
    [
      'an unknown option',
      () => table('a', sql`select 1`, { partitionby: ['x'] } as never),
      /unknown option partitionby/,
    ],
    [
      'an expectation without a name',
      () => table('a', sql`select 1`, { expect: { ' ': keep(sql`x > 0`) } }),
      /empty name/,
    ],
    [
      'two expectations whose names differ only in case',
      () => table('a', sql`select 1`, { expect: { ok: keep(sql`x`), OK: keep(sql`y`) } }),
      /two expectations called "OK"/,
    ],
    [
      'an expectation that is not one',
      () => table('a', sql`select 1`, { expect: { ok: 'x > 0' as never } }),
      /not of the form/,
    ],
    [
      'an expectation with an unknown action',
      () => table('a', sql`select 1`, { expect: { ok: keep(sql`x`).else('explode' as never) } }),
      /not of the form/,
    ],
    ['a streaming table without a stream', () => streamingTable('a', sql`select * from ${raw}`), /reads no stream/],
    [
      'a streaming table with two streams',
      () => streamingTable('a', sql`select * from ${stream(raw)} union all select * from ${files('x/*.csv')}`),
      /reads 2 streams/,
    ],
    ['files outside the store', () => files('../x.parquet'), /not a pattern/],
    ['files of an unknown format', () => files('landing/*'), /format is not clear/],
  ])('%s is refused', (_what, make, message) => {
    expect(make).toThrow(invalid(message));
  });

  test('an expectation that reads another table is refused', () => {
    expect(() => keep(sql`id in (select id from ${raw})`)).toThrow(invalid(/looks at one row/));
  });

  test('a stream read through a view counts as a stream', () => {
    const recent = view('recent', sql`select * from ${stream(raw)} where x > 1`);
    expect(streamingTable('a', sql`select * from ${recent}`).kind).toBe('streaming-table');
  });

  test('a quarantine table exists only where a rule quarantines', () => {
    expect(quarantineTable(table('a', sql`select 1`, { expect: { ok: keep(sql`x`).else('drop') } }))).toBeUndefined();
    expect(quarantineTable(table('a', sql`select 1`, { expect: { ok: keep(sql`x`).else('quarantine') } }))).toBe(
      'a_quarantine',
    );
  });
});
