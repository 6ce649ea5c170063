import type { TableSchema } from '@penstock/core/contracts';
import type { Metadata, Protocol } from './log/actions.ts';
import { isOn } from './properties/table-properties.ts';
import { fieldsOf, typesOf } from './schema/walk.ts';
import { unsupported } from './table-error.ts';

/** Features (PROTOCOL.md, "Table Features") whose tables can be read; all others are refused by name. */
const READER_FEATURES: ReadonlySet<string> = new Set(['timestampNtz', 'vacuumProtocolCheck']);

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
  const mapping = metadata.configuration['delta.columnMapping.mode'] ?? 'none';
  if (minReaderVersion === 2 && mapping !== 'none') {
    throw unsupported(table, `cannot be read: it uses the feature columnMapping (mode ${mapping}), not supported yet`);
  }
  if (metadata.format.provider !== 'parquet') {
    throw unsupported(table, `cannot be read: its files are ${metadata.format.provider}, not Parquet`);
  }
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
  const writer = isOn(properties, 'delta.enableInCommitTimestamps') ? [...reader, 'inCommitTimestamp'] : reader;
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

function writerFeatures(protocol: Protocol): ReadonlySet<string> {
  if (protocol.minWriterVersion >= 7) return new Set(protocol.writerFeatures ?? []);
  return new Set(LEGACY.flatMap(([version, features]) => (protocol.minWriterVersion >= version ? features : [])));
}

/** A feature that the protocol allows and the table makes use of, in words. */
function findUse(features: ReadonlySet<string>, metadata: Metadata, schema: TableSchema): string | undefined {
  const { configuration } = metadata;
  if (features.has('columnMapping') && (configuration['delta.columnMapping.mode'] ?? 'none') !== 'none') {
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
