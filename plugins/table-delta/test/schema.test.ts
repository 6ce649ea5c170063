import type { DataType, TableSchema } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../src/schema/check-schema.ts';
import { sameSchema } from '../src/schema/compare.ts';
import { parseSchema, serializeSchema } from '../src/schema/delta-schema.ts';
import { checkFit, checkNotNull } from '../src/schema/fit-schema.ts';
import { codeOf } from './support/rejects.ts';

const field = (name: string, type: DataType, nullable = true) => ({ name, type, nullable, metadata: {} });
const struct = (...fields: ReturnType<typeof field>[]): TableSchema => ({ type: 'struct', fields });

describe('schema JSON', () => {
  test('unknown metadata of a field is kept, numbers exactly', () => {
    const text =
      '{"type":"struct","fields":[{"name":"id","type":"long","nullable":false,"metadata":' +
      '{"delta.identity.highWaterMark":9007199254740993,"delta.identity.start":1,"note":{"deep":[1,"a",null]}}}]}';
    expect(serializeSchema(parseSchema('t', text))).toBe(text);
  });

  test('nested types come back, with keys in the usual order', () => {
    const text =
      '{"type":"struct","fields":[{"name":"m","type":{"type":"map","keyType":"string","valueType":{"type":"array",' +
      '"elementType":{"type":"struct","fields":[{"name":"x","type":"decimal(38,18)","nullable":true,"metadata":{}}]},' +
      '"containsNull":false},"valueContainsNull":true},"nullable":true,"metadata":{}}]}';
    expect(serializeSchema(parseSchema('t', text))).toBe(text);
  });

  test('a table without a schema has no columns', () => {
    expect(parseSchema('t', undefined).fields).toEqual([]);
  });

  test('types of unsupported features are refused with the name of the column', () => {
    for (const type of ['"interval"', '{"type":"geometry"}']) {
      const text = `{"type":"struct","fields":[{"name":"odd","type":${type},"nullable":true,"metadata":{}}]}`;
      expect(codeOf(() => parseSchema('t', text))).toBe('PEN_TABLE_UNSUPPORTED');
      expect(() => parseSchema('t', text)).toThrow(/"odd"/);
    }
  });

  test('what is no schema is PEN_TABLE_CORRUPT', () => {
    for (const text of [
      'x',
      '7',
      '{}',
      '{"type":"struct","fields":[{}]}',
      '{"type":"struct","fields":[{"name":"a"}]}',
    ]) {
      expect(
        codeOf(() => parseSchema('t', text)),
        text,
      ).toBe('PEN_TABLE_CORRUPT');
    }
  });
});

describe('schema checks', () => {
  test('characters that other engines refuse in names are refused', () => {
    for (const name of ['a b', 'a,b', 'a;b', 'a{b', 'a}b', 'a(b', 'a)b', 'a\nb', 'a\tb', 'a=b']) {
      expect(
        codeOf(() => checkSchema('t', struct(field(name, 'long')))),
        name,
      ).toBe('PEN_SCHEMA_INVALID');
    }
    for (const name of ['ä', 'a.b', 'a-b', '_', '1', "a'b", 'a/b']) checkSchema('t', struct(field(name, 'long')));
  });

  test('names are compared without case at each level by itself', () => {
    checkSchema('t', struct(field('a', struct(field('x', 'long'))), field('b', struct(field('X', 'long')))));
    const doubled = {
      type: 'array' as const,
      elementType: struct(field('x', 'long'), field('X', 'long')),
      containsNull: true,
    };
    expect(codeOf(() => checkSchema('t', struct(field('a', doubled))))).toBe('PEN_SCHEMA_INVALID');
  });

  test('a schema is the same whatever its metadata, not with another order or nullability', () => {
    const schema = struct(field('a', 'long'), field('b', 'string'));
    const described = struct({ ...field('a', 'long'), metadata: { comment: 'x' } }, field('b', 'string'));
    expect(sameSchema(schema, described)).toBe(true);
    expect(sameSchema(schema, struct(field('b', 'string'), field('a', 'long')))).toBe(false);
    expect(sameSchema(schema, struct(field('a', 'long', false), field('b', 'string')))).toBe(false);
  });

  test('a column in another case is refused with the right name in the hint', () => {
    const target = struct(field('Id', 'long'));
    expect(() => checkFit('t', struct(field('id', 'long')), target)).toThrow(/but "Id"/);
  });

  test('nullability of nested types does not keep rows out', () => {
    const list = (containsNull: boolean): DataType => ({ type: 'array', elementType: 'long', containsNull });
    const map = (valueContainsNull: boolean): DataType => ({
      type: 'map',
      keyType: 'string',
      valueType: 'long',
      valueContainsNull,
    });
    checkFit(
      't',
      struct(field('l', list(true)), field('m', map(true))),
      struct(field('l', list(false)), field('m', map(false))),
    );
  });

  test('nulls in a NOT NULL column are seen in the statistics', () => {
    const target = struct(field('id', 'long', false), field('day', 'date', false));
    const file = {
      key: 'k',
      size: 1,
      rows: 1,
      partitionValues: { day: '2024-01-01' },
      stats: { id: { nullCount: 0 } },
    };
    checkNotNull('t', [file], target);
    expect(codeOf(() => checkNotNull('t', [{ ...file, stats: { id: { nullCount: 1 } } }], target))).toBe(
      'PEN_SCHEMA_MISMATCH',
    );
    expect(codeOf(() => checkNotNull('t', [{ ...file, partitionValues: { day: null } }], target))).toBe(
      'PEN_SCHEMA_MISMATCH',
    );
  });
});
