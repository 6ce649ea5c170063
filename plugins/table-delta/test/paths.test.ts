import { pathToFileURL } from 'node:url';
import { PenstockError } from '@penstock/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalPath, decodePath, encodePath } from '../src/paths/log-path.ts';
import { escapeName, partitionFolder, unescapeName } from '../src/paths/partition-folder.ts';
import { TableLocation } from '../src/paths/table-location.ts';

const store = { uri: (key: string) => pathToFileURL(`/data/my store/${key}`).href };
const location = new TableLocation(store, 'tables', 't');

describe('paths of the log', () => {
  test('every text survives encoding and one decoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePath(encodePath(text))).toBe(text);
      }),
    );
  });

  test('encoded paths hold only what a URI path may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encodePath(text)).not.toMatch(/[\s#?<>"{}|\\^`]/);
      }),
    );
  });

  test('a Hive-escaped folder is encoded a second time', () => {
    expect(encodePath('x=A%2FA/part-1.parquet')).toBe('x=A%252FA/part-1.parquet');
    expect(decodePath('x=A%252FA/part-1.parquet')).toBe('x=A%2FA/part-1.parquet');
  });

  test('a bare percent sign of an old writer is taken as it is', () => {
    expect(decodePath('100%.parquet')).toBe('100%.parquet');
  });

  test('the three ways to write a local file are one', () => {
    const ways = ['/a/with%20space', 'file:/a/with%20space', 'file:///a/with space', 'FILE://host/a/with space'];
    expect(new Set(ways.map(canonicalPath))).toEqual(new Set(['file:///a/with space']));
  });

  test('other absolute paths keep their scheme', () => {
    expect(canonicalPath('s3://bucket/a%20b')).toBe('s3://bucket/a b');
  });
});

describe('partition folders', () => {
  test('every name survives escaping', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unescapeName(escapeName(text))).toBe(text);
      }),
    );
  });

  test('a folder has one segment per column and none that could be mistaken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const segments = partitionFolder({ a, b }).split('/');
        expect(segments.length).toBeLessThanOrEqual(2);
        for (const segment of segments) {
          expect(segment).toMatch(/^(a|b|long)=/);
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
        }
      }),
    );
  });

  test('null and the empty string are the default partition, overlong values a digest', () => {
    expect(partitionFolder({ a: null, b: '' })).toBe('a=__HIVE_DEFAULT_PARTITION__/b=__HIVE_DEFAULT_PARTITION__');
    expect(partitionFolder({ a: 'x'.repeat(300) })).toMatch(/^long=[0-9a-f]{32}$/);
    expect(partitionFolder({})).toBe('');
  });

  test('the timestamp of a folder has its colons escaped', () => {
    expect(partitionFolder({ at: '2024-01-01 10:20:30' })).toBe('at=2024-01-01 10%3A20%3A30');
  });
});

describe('a table location', () => {
  const code = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return PenstockError.is(error) ? error.code : String(error);
    }
    return undefined;
  };

  test('keys survive the way into the log and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const key = `tables/t/${partitionFolder({ p: value })}/part-1.parquet`;
        expect(location.toKey(location.toPath(key))).toBe(key);
      }),
    );
  });

  test('an absolute path inside the store is found, whatever its spelling', () => {
    for (const path of ['/data/my%20store/other/f.parquet', 'file:///data/my%20store/other/f.parquet']) {
      expect(location.toKey(path)).toBe('other/f.parquet');
    }
  });

  test('a path outside the store is PEN_TABLE_UNSUPPORTED, one that climbs out PEN_TABLE_CORRUPT', () => {
    expect(code(() => location.toKey('s3://elsewhere/f.parquet'))).toBe('PEN_TABLE_UNSUPPORTED');
    expect(code(() => location.toKey('/data/other/f.parquet'))).toBe('PEN_TABLE_UNSUPPORTED');
    expect(code(() => location.toKey('../u/f.parquet'))).toBe('PEN_TABLE_CORRUPT');
    expect(code(() => location.toKey('a//f.parquet'))).toBe('PEN_TABLE_CORRUPT');
  });

  test('a data file must lie in the folder of its table and not in the log', () => {
    for (const key of ['tables/t2/f', 'tables/t', 'tables/t/', 'tables/t/_delta_log/00000000000000000000.json']) {
      expect(code(() => location.toPath(key))).toBe('PEN_TABLE_INVALID');
    }
  });
});
