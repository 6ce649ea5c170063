import { files, pipeline, sql, stream, streamingTable, table } from '@penstock/core/pipeline';
import { describe, expect, test } from 'vitest';
import { refreshNames, selectNodes } from '../../src/runtime/run/selection.ts';

const raw = streamingTable('raw', { from: files('landing/*.parquet') });
const clean = streamingTable('clean', sql`select * from ${stream(raw)}`);
const counts = table('counts', sql`select count(*) n from ${clean}`);
const other = streamingTable('other', { from: files('other/*.csv') });
const flights = pipeline('flights', [counts, other]);
const names = (selection?: string[]) => selectNodes(flights, selection).map((node) => node.name);

describe('selecting steps', () => {
  test('no selection is everything', () => expect(names()).toEqual(['raw', 'clean', 'counts', 'other']));
  test('a name selects just that step', () => expect(names(['clean'])).toEqual(['clean']));
  test('a + before a name takes its inputs along', () => expect(names(['+clean'])).toEqual(['raw', 'clean']));
  test('a + after a name takes its readers along', () => expect(names(['clean+'])).toEqual(['clean', 'counts']));
  test('an unknown name is refused with the names there are', () => {
    expect(() => names(['klean'])).toThrow(
      expect.objectContaining({
        code: 'PEN_SELECTION_UNKNOWN',
        message: expect.stringContaining('raw, clean, counts, other'),
      }),
    );
  });
  test('a full refresh takes the streaming tables along that are fed by it', () => {
    expect([...refreshNames(flights, ['raw'])]).toEqual(['raw', 'clean']);
  });
});
