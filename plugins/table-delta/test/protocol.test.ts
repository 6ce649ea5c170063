import type { TableSchema } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import type { Metadata, Protocol } from '../src/log/actions.ts';
import { parseInterval } from '../src/properties/interval.ts';
import { checkProperties } from '../src/properties/table-properties.ts';
import {
  assertReadable,
  assertWritable,
  columnMapping,
  isAppendOnly,
  newProtocol,
  withFeatures,
} from '../src/protocol.ts';
import { codeOf } from './support/rejects.ts';

const SCHEMA: TableSchema = { type: 'struct', fields: [{ name: 'a', type: 'long', nullable: true, metadata: {} }] };
const NTZ: TableSchema = {
  type: 'struct',
  fields: [{ name: 'a', type: 'timestamp_ntz', nullable: true, metadata: {} }],
};
const legacy = (minReaderVersion: number, minWriterVersion: number): Protocol => ({
  minReaderVersion,
  minWriterVersion,
});
const metadata = (configuration: Record<string, string> = {}): Metadata => ({
  id: 'x',
  format: { provider: 'parquet', options: {} },
  partitionColumns: [],
  configuration,
});
const withField = (key: string): TableSchema => ({
  type: 'struct',
  fields: [{ name: 'a', type: 'long', nullable: true, metadata: { [key]: 'x' } }],
});

describe('reading', () => {
  test('an unknown reader feature is refused by name, a writer feature is not', () => {
    const features = {
      readerFeatures: ['timestampNtz', 'catalogManaged', 'brandNew'],
      writerFeatures: ['rowTracking'],
    };
    const protocol = { ...legacy(3, 7), ...features };
    expect(() => assertReadable('t', protocol, metadata())).toThrow(/catalogManaged, brandNew/);
    assertReadable('t', { ...legacy(1, 7), writerFeatures: ['rowTracking', 'brandNew'] }, metadata());
  });

  test('column mapping counts only where the protocol knows it, and an unknown mode is refused', () => {
    const mapped = (mode: string) => metadata({ 'delta.columnMapping.mode': mode });
    const named = (readerFeatures: readonly string[]) => ({ ...legacy(3, 7), readerFeatures });
    expect(columnMapping(legacy(2, 5), metadata())).toBe('none');
    expect(columnMapping(legacy(2, 5), mapped('name'))).toBe('name');
    expect(columnMapping(legacy(1, 5), mapped('name'))).toBe('none');
    expect(columnMapping(named(['columnMapping']), mapped('id'))).toBe('id');
    expect(columnMapping(named([]), mapped('id'))).toBe('none');
    expect(() => assertReadable('t', legacy(2, 5), mapped('magic'))).toThrow(/columnMapping.*magic/);
    assertReadable('t', legacy(1, 5), mapped('magic'));
  });

  test('a later reader version and other file formats are refused', () => {
    expect(codeOf(() => assertReadable('t', legacy(4, 7), metadata()))).toBe('PEN_TABLE_UNSUPPORTED');
    const orc = { ...metadata(), format: { provider: 'orc', options: {} } };
    expect(codeOf(() => assertReadable('t', legacy(1, 2), orc))).toBe('PEN_TABLE_UNSUPPORTED');
  });
});

describe('writing', () => {
  test.each<[string, Protocol, Metadata, TableSchema]>([
    ['rowTracking', { ...legacy(1, 7), writerFeatures: ['rowTracking', 'appendOnly'] }, metadata(), SCHEMA],
    ['collations-preview', { ...legacy(1, 7), writerFeatures: ['collations-preview'] }, metadata(), SCHEMA],
    ['writer version 8', legacy(1, 8), metadata(), SCHEMA],
    ['checkConstraints', legacy(1, 3), metadata({ 'delta.constraints.positive': 'a > 0' }), SCHEMA],
    ['invariants', legacy(1, 2), metadata(), withField('delta.invariants')],
    ['generatedColumns', legacy(1, 4), metadata(), withField('delta.generationExpression')],
    ['identityColumns', legacy(1, 6), metadata(), withField('delta.identity.start')],
    [
      'allowColumnDefaults',
      { ...legacy(1, 7), writerFeatures: ['allowColumnDefaults'] },
      metadata(),
      withField('CURRENT_DEFAULT'),
    ],
  ])('%s in use is refused by name', (name, protocol, given, schema) => {
    expect(codeOf(() => assertWritable('t', protocol, given, schema))).toBe('PEN_TABLE_UNSUPPORTED');
    expect(() => assertWritable('t', protocol, given, schema)).toThrow(name);
  });

  test('features that are allowed and not in use do not matter', () => {
    assertWritable('t', legacy(2, 6), metadata(), SCHEMA);
    const writerFeatures = ['checkConstraints', 'generatedColumns', 'changeDataFeed', 'invariants', 'identityColumns'];
    assertWritable(
      't',
      { ...legacy(1, 7), writerFeatures },
      metadata({ 'delta.enableChangeDataFeed': 'true' }),
      SCHEMA,
    );
    assertWritable('t', legacy(1, 2), metadata(), withField('delta.identity.start'));
  });

  test('append-only needs both the property and a protocol that knows it', () => {
    const on = metadata({ 'delta.appendOnly': 'true' });
    expect(isAppendOnly(legacy(1, 2), on)).toBe(true);
    expect(isAppendOnly(legacy(1, 1), on)).toBe(false);
    expect(isAppendOnly({ ...legacy(1, 7), writerFeatures: [] }, on)).toBe(false);
  });
});

describe('the protocol of a table', () => {
  test('a new one is 1/2, with timestamp_ntz 3/7 with all that 2 implied', () => {
    expect(newProtocol(SCHEMA, {})).toEqual(legacy(1, 2));
    expect(newProtocol(NTZ, {})).toEqual({
      ...legacy(3, 7),
      readerFeatures: ['timestampNtz'],
      writerFeatures: ['appendOnly', 'invariants', 'timestampNtz'],
    });
    expect(newProtocol(SCHEMA, { 'delta.enableInCommitTimestamps': 'true' })).toEqual({
      ...legacy(1, 7),
      writerFeatures: ['appendOnly', 'invariants', 'inCommitTimestamp'],
    });
    const withFeed = { ...legacy(1, 7), writerFeatures: ['appendOnly', 'invariants', 'changeDataFeed'] };
    expect(newProtocol(SCHEMA, { 'delta.enableChangeDataFeed': 'true' })).toEqual({
      ...withFeed,
      readerFeatures: undefined,
    });
    expect(withFeatures(legacy(1, 4), SCHEMA, { 'delta.enableChangeDataFeed': 'true' })).toEqual(legacy(1, 4));
  });

  test('an upgrade keeps every feature', () => {
    const upgraded = withFeatures(legacy(1, 4), NTZ, {});
    expect(upgraded.writerFeatures).toEqual([
      'appendOnly',
      'invariants',
      'checkConstraints',
      'changeDataFeed',
      'generatedColumns',
      'timestampNtz',
    ]);
    expect(withFeatures(upgraded, NTZ, {})).toBe(upgraded);
  });
});

describe('properties', () => {
  test('known ones are checked, unknown delta ones refused, others free', () => {
    checkProperties('t', {
      'delta.checkpointInterval': '5',
      'delta.logRetentionDuration': 'interval 3 days',
      mine: 'x',
    });
    for (const [name, value] of [
      ['delta.enableDeletionVectors', 'true'],
      ['delta.columnMapping.mode', 'name'],
      ['delta.checkpointInterval', '0'],
      ['delta.appendOnly', 'yes'],
      ['delta.logRetentionDuration', '3 months'],
      ['delta.typo', ''],
    ] as const) {
      expect(
        codeOf(() => checkProperties('t', { [name]: value })),
        name,
      ).toBe('PEN_TABLE_INVALID');
    }
  });

  test('intervals are read as Spark writes them', () => {
    expect(parseInterval('interval 30 days')).toBe(30 * 86_400_000);
    expect(parseInterval('1 week 12 hours')).toBe(7.5 * 86_400_000);
    expect(parseInterval('INTERVAL 1 MINUTE')).toBe(60_000);
    for (const text of ['', 'interval', '5', 'days 5', '1 month', '1 year', '-1 days', '1.5 days']) {
      expect(parseInterval(text), text).toBeUndefined();
    }
  });
});
