import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globPrefix, globToRegExp } from '../../src/pipeline/glob.ts';

describe('globs over object keys', () => {
  test.each([
    ['landing/*.parquet', 'landing/a.parquet', true],
    ['landing/*.parquet', 'landing/x/a.parquet', false],
    ['landing/**/*.parquet', 'landing/a.parquet', true],
    ['landing/**/*.parquet', 'landing/x/y/a.parquet', true],
    ['landing/**/*.parquet', 'landing/_tmp/a.parquet', false],
    ['landing/*.parquet', 'landing/.a.parquet', false],
    ['landing/_x/*.csv', 'landing/_x/a.csv', true],
    ['a?.csv', 'ab.csv', true],
    ['a?.csv', 'a/.csv', false],
    ['a+(b).csv', 'a+(b).csv', true],
    ['a.csv', 'abcsv', false],
  ])('%s and %s: %s', (pattern, key, matches) => {
    expect(globToRegExp(pattern).test(key)).toBe(matches);
  });

  test('every key that matches begins with the prefix that is listed', () => {
    const segment = fc.stringMatching(/^[a-c*?]{1,4}$/);
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.stringMatching(/^[a-c/]{1,12}$/),
        (segments, key) => {
          const pattern = segments.join('/');
          expect(!globToRegExp(pattern).test(key) || key.startsWith(globPrefix(pattern))).toBe(true);
        },
      ),
    );
  });
});
