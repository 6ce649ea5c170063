import type { DataType } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import { readPartitionValues, writePartitionValues } from '../src/partitions/partition-values.ts';
import { codeOf } from './support/rejects.ts';

const write = (value: string | null, type: DataType) =>
  writePartitionValues(
    't',
    { p: value },
    { type: 'struct', fields: [{ name: 'p', type, nullable: true, metadata: {} }] },
    ['p'],
  )['p'];
const read = (value: string | null, type: DataType) =>
  readPartitionValues(value === null ? {} : { p: value }, [{ name: 'p', physical: 'p', type }])['p'];

describe('partition values', () => {
  test.each<[string, DataType, string]>([
    ['2024-02-29', 'date', '2024-02-29'],
    ['-9223372036854775808', 'long', '-9223372036854775808'],
    ['true', 'boolean', 'true'],
    ['NaN', 'double', 'NaN'],
    ['1.50', 'decimal(5,2)', '1.50'],
    ['0E-10', 'decimal(20,10)', '0.0000000000'],
    ['2024-01-01T10:00:00Z', 'timestamp', '2024-01-01T10:00:00.000000Z'],
    ['2024-01-01 12:00:00.5+02', 'timestamp', '2024-01-01T10:00:00.500000Z'],
    ['2024-01-01T10:00:00', 'timestamp_ntz', '2024-01-01 10:00:00.000000'],
    ['%20 ü/', 'string', '%20 ü/'],
  ])('%s of %s is written as %s', (value, type, expected) => {
    expect(write(value, type)).toBe(expected);
  });

  test('the empty string is null, as in every Delta writer', () => {
    expect(write('', 'string')).toBeNull();
    expect(write(null, 'long')).toBeNull();
    expect(read('', 'string')).toBeNull();
    expect(read(null, 'date')).toBeNull();
  });

  test.each<[string, DataType]>([
    ['2023-02-29', 'date'],
    ['1.5', 'long'],
    ['yes', 'boolean'],
    ['', 'boolean'],
    ['noon', 'timestamp'],
    ['x', 'double'],
    ['1,5', 'decimal(5,2)'],
  ])('%j is no %s', (value, type) => {
    if (value === '') expect(write(value, type)).toBeNull();
    else expect(codeOf(() => write(value, type))).toBe('PEN_SCHEMA_MISMATCH');
  });

  test('timestamps of other writers are read as UTC and given in ISO 8601', () => {
    expect(read('2021-09-08 11:11:11', 'timestamp')).toBe('2021-09-08T11:11:11.000000Z');
    expect(read('2021-09-08T11:11:11.123456Z', 'timestamp')).toBe('2021-09-08T11:11:11.123456Z');
    expect(read('strange', 'timestamp')).toBe('strange');
  });
});
