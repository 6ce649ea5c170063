import type { TableSchema } from '@penstock/core/contracts';
import type { Metadata, Protocol } from './log/actions.ts';
import { isOn } from './properties/table-properties.ts';
import { fieldsOf, typesOf } from './schema/walk.ts';
import { unsupported } from './table-error.ts';

/** Features (PROTOCOL.md, "Table Features") whose tables can be read; all others are refused by name. */
const READER_FEATURES: ReadonlySet<string> = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'variantShredding',
  'variantShredding-preview',
  'variantType',
  'variantType-preview',
]);

/** Features whose tables can be written, as long as nothing {@link findUse} knows is in use. */
const WRITER_FEATURES: ReadonlySet<string> = new Set([
  'allowColumnDefaults',
  'appendOnly',
  'changeDataFeed',
  'checkConstraints',
  'generatedColumns',
  'identityColumns',
  'inCommitTimestamp',
  'invariants',
  'timestampNtz',
  'vacuumProtocolCheck',
]);

const MAPPING_MODE = 'delta.columnMapping.mode';
const MAPPING_MODES: ReadonlySet<string> = new Set(['none', 'name', 'id']);

/** What a legacy writer version stands for, cumulative. */
const LEGACY: readonly (readonly [version: number, features: readonly string[]])[] = [
  [2, ['appendOnly', 'invariants']],
  [3, ['checkConstraints']],
  [4, ['changeDataFeed', 'generatedColumns']],
  [5, ['columnMapping']],
  [6, ['identityColumns']],
];

/** PEN_TABLE_UNSUPPORTED, naming the feature, when the table cannot be read rightly. */
export function assertReadable(table: string, protocol: Protocol, metadata: Metadata): void {
  const { minReaderVersion, readerFeatures = [] } = protocol;
  if (minReaderVersion > 3)
    throw unsupported(table, `needs reader version ${minReaderVersion}; versions up to 3 are known`);
  const unknown = readerFeatures.filter((feature) => !READER_FEATURES.has(feature));
  if (unknown.length > 0) throw unsupported(table, `cannot be read: it uses ${list(unknown)}, not supported yet`);
  const mapping = metadata.configuration[MAPPING_MODE] ?? 'none';
  if (hasColumnMapping(protocol) && !MAPPING_MODES.has(mapping)) {
    throw unsupported(table, `cannot be read: its mode of the feature columnMapping is "${mapping}", which is unknown`);
  }
  if (metadata.format.provider !== 'parquet') {
    throw unsupported(table, `cannot be read: its files are ${metadata.format.provider}, not Parquet`);
  }
}

/** How data files name the columns: as the schema (`none`), by physical name or by field id. */
export function columnMapping(protocol: Protocol, metadata: Metadata): 'none' | 'name' | 'id' {
  const mode = hasColumnMapping(protocol) ? metadata.configuration[MAPPING_MODE] : undefined;
  return mode === 'name' || mode === 'id' ? mode : 'none';
}

/** PEN_TABLE_UNSUPPORTED, naming the feature, when a commit could break a rule of the table. */
export function assertWritable(table: string, protocol: Protocol, metadata: Metadata, schema: TableSchema): void {
  if (protocol.minWriterVersion > 7) {
    throw unsupported(table, `needs writer version ${protocol.minWriterVersion}; versions up to 7 are known`);
  }
  const features = writerFeatures(protocol);
  const unknown = [...features].filter((feature) => !WRITER_FEATURES.has(feature) && feature !== 'columnMapping');
  if (unknown.length > 0) throw unsupported(table, `cannot be written: it uses ${list(unknown)}, not supported yet`);
  const used = findUse(features, metadata, schema);
  if (used) throw unsupported(table, `cannot be written: ${used}, not supported yet`);
}

/** Whether the table forbids removing rows. */
export function isAppendOnly(protocol: Protocol, metadata: Metadata): boolean {
  return writerFeatures(protocol).has('appendOnly') && isOn(metadata.configuration, 'delta.appendOnly');
}

/** Whether versions tell their changes. */
export function hasChangeFeed(protocol: Protocol, metadata: Metadata): boolean {
  return writerFeatures(protocol).has('changeDataFeed') && isOn(metadata.configuration, 'delta.enableChangeDataFeed');
}

/** Whether rows have ids that stay. */
export function hasRowTracking(protocol: Protocol, metadata: Metadata): boolean {
  return writerFeatures(protocol).has('rowTracking') && isOn(metadata.configuration, 'delta.enableRowTracking');
}

export function hasInCommitTimestamps(protocol: Protocol, metadata: Metadata): boolean {
  return (
    writerFeatures(protocol).has('inCommitTimestamp') && isOn(metadata.configuration, 'delta.enableInCommitTimestamps')
  );
}

/** Protocol of a new table: 1/2, which every engine reads, unless the schema or a property needs a named feature. */
export function newProtocol(schema: TableSchema, properties: Readonly<Record<string, string>>): Protocol {
  return withFeatures({ minReaderVersion: 1, minWriterVersion: 2 }, schema, properties);
}

/** The protocol with what the schema and properties need; the same object when it has all of it. */
export function withFeatures(
  protocol: Protocol,
  schema: TableSchema,
  properties: Readonly<Record<string, string>>,
): Protocol {
  const ntz = [...typesOf(schema)].some(({ type }) => type === 'timestamp_ntz');
  const reader = ntz ? ['timestampNtz'] : [];
  const writer = [
    ...reader,
    ...(isOn(properties, 'delta.enableInCommitTimestamps') ? ['inCommitTimestamp'] : []),
    ...(isOn(properties, 'delta.enableChangeDataFeed') ? ['changeDataFeed'] : []),
  ];
  const present = writerFeatures(protocol);
  if (writer.every((feature) => present.has(feature))) return protocol;
  const needsReader = reader.length > 0 || protocol.minReaderVersion === 3;
  // Going to version 7 names everything that the old version implied (PROTOCOL.md, "Table Features").
  return {
    minReaderVersion: needsReader ? 3 : protocol.minReaderVersion,
    minWriterVersion: 7,
    readerFeatures: needsReader ? union(protocol.readerFeatures ?? [], reader) : undefined,
    writerFeatures: union([...present], writer),
  };
}

/** The property counts only where the protocol says so. */
function hasColumnMapping({ minReaderVersion, readerFeatures = [] }: Protocol): boolean {
  return minReaderVersion === 2 || (minReaderVersion === 3 && readerFeatures.includes('columnMapping'));
}

function writerFeatures(protocol: Protocol): ReadonlySet<string> {
  if (protocol.minWriterVersion >= 7) return new Set(protocol.writerFeatures ?? []);
  return new Set(LEGACY.flatMap(([version, features]) => (protocol.minWriterVersion >= version ? features : [])));
}

/** A feature that the protocol allows and the table makes use of, in words. */
function findUse(features: ReadonlySet<string>, metadata: Metadata, schema: TableSchema): string | undefined {
  const { configuration } = metadata;
  if (features.has('columnMapping') && (configuration[MAPPING_MODE] ?? 'none') !== 'none') {
    return 'it uses the feature columnMapping';
  }
  const constraint = Object.keys(configuration).find((name) => name.startsWith('delta.constraints.'));
  if (features.has('checkConstraints') && constraint !== undefined) {
    return `it has the constraint ${constraint.slice('delta.constraints.'.length)} (feature checkConstraints)`;
  }
  for (const { path, field } of fieldsOf(schema)) {
    for (const [feature, key] of COLUMN_FEATURES) {
      if (features.has(feature) && key in field.metadata) return `its column "${path}" uses the feature ${feature}`;
    }
  }
  return undefined;
}

/** Features that work through field metadata. */
const COLUMN_FEATURES: readonly (readonly [feature: string, key: string])[] = [
  ['invariants', 'delta.invariants'],
  ['generatedColumns', 'delta.generationExpression'],
  ['allowColumnDefaults', 'CURRENT_DEFAULT'],
  ['identityColumns', 'delta.identity.start'],
];

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function list(features: readonly string[]): string {
  return `the feature${features.length > 1 ? 's' : ''} ${features.join(', ')}`;
}
