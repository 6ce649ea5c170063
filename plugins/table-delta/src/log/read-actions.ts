import { corrupt } from '../table-error.ts';
import type {
  AddFile,
  ChangeFile,
  DeletionVectorDescriptor,
  DomainMetadata,
  Metadata,
  PartitionValues,
  Protocol,
  RemoveFile,
  SetTransaction,
  Sidecar,
} from './actions.ts';

/**
 * Actions from parsed JSON or checkpoint rows: what is needed is checked (PEN_TABLE_CORRUPT at `at`), numbers are
 * brought to one type, unknown fields are left out. Checkpoints give bigint for longs and null for absent fields.
 */
export function readProtocol(value: unknown, at: string): Protocol {
  const source = record(value, 'protocol', at);
  const protocol = {
    minReaderVersion: integer(source['minReaderVersion'], 'protocol.minReaderVersion', at),
    minWriterVersion: integer(source['minWriterVersion'], 'protocol.minWriterVersion', at),
    readerFeatures: texts(source['readerFeatures']),
    writerFeatures: texts(source['writerFeatures']),
  };
  // Without its list nobody knows what the table needs.
  if (protocol.minReaderVersion === 3 && !protocol.readerFeatures) throw corrupt(at, 'lacks protocol.readerFeatures');
  if (protocol.minWriterVersion === 7 && !protocol.writerFeatures) throw corrupt(at, 'lacks protocol.writerFeatures');
  return protocol;
}

export function readMetadata(value: unknown, at: string): Metadata {
  const source = record(value, 'metaData', at);
  const format = isRecord(source['format']) ? source['format'] : {};
  return {
    id: optionalText(source['id']) ?? '',
    name: optionalText(source['name']),
    description: optionalText(source['description']),
    format: { provider: optionalText(format['provider']) ?? 'parquet', options: stringMap(format['options']) },
    schemaString: optionalText(source['schemaString']),
    partitionColumns: texts(source['partitionColumns']) ?? [],
    configuration: stringMap(source['configuration']),
    createdTime: optionalInteger(source['createdTime'], 'metaData.createdTime', at),
  };
}

export function readTransaction(value: unknown, at: string): SetTransaction {
  const source = record(value, 'txn', at);
  const version = source['version'];
  if (typeof version !== 'bigint' && (typeof version !== 'number' || !Number.isInteger(version))) {
    throw corrupt(at, 'has a txn without version');
  }
  return {
    appId: text(source['appId'], 'txn.appId', at),
    version: BigInt(version),
    lastUpdated: optionalInteger(source['lastUpdated'], 'txn.lastUpdated', at),
  };
}

export function readAdd(value: unknown, at: string): AddFile {
  const source = record(value, 'add', at);
  return {
    path: text(source['path'], 'add.path', at),
    partitionValues: textMap(source['partitionValues'], 'add.partitionValues', at) ?? {},
    size: optionalInteger(source['size'], 'add.size', at) ?? 0,
    modificationTime: optionalInteger(source['modificationTime'], 'add.modificationTime', at) ?? 0,
    dataChange: source['dataChange'] !== false,
    stats: optionalText(source['stats']),
    tags: textMap(source['tags'], 'add.tags', at),
    deletionVector: deletionVector(source['deletionVector'], at),
    baseRowId: optionalLong(source['baseRowId'], 'add.baseRowId', at),
    defaultRowCommitVersion: optionalInteger(source['defaultRowCommitVersion'], 'add.defaultRowCommitVersion', at),
  };
}

export function readRemove(value: unknown, at: string): RemoveFile {
  const source = record(value, 'remove', at);
  return {
    path: text(source['path'], 'remove.path', at),
    deletionTimestamp: optionalInteger(source['deletionTimestamp'], 'remove.deletionTimestamp', at),
    dataChange: source['dataChange'] !== false,
    extendedFileMetadata: source['extendedFileMetadata'] === true,
    partitionValues: textMap(source['partitionValues'], 'remove.partitionValues', at),
    size: optionalInteger(source['size'], 'remove.size', at),
    deletionVector: deletionVector(source['deletionVector'], at),
  };
}

export function readChangeFile(value: unknown, at: string): ChangeFile {
  const source = record(value, 'cdc', at);
  return {
    path: text(source['path'], 'cdc.path', at),
    partitionValues: textMap(source['partitionValues'], 'cdc.partitionValues', at) ?? {},
    size: optionalInteger(source['size'], 'cdc.size', at) ?? 0,
  };
}

export function readDomain(value: unknown, at: string): DomainMetadata {
  const source = record(value, 'domainMetadata', at);
  return {
    domain: text(source['domain'], 'domainMetadata.domain', at),
    configuration: optionalText(source['configuration']) ?? '',
    removed: source['removed'] === true,
  };
}

export function readSidecar(value: unknown, at: string): Sidecar {
  const source = record(value, 'sidecar', at);
  return {
    path: text(source['path'], 'sidecar.path', at),
    sizeInBytes: integer(source['sizeInBytes'], 'sidecar.sizeInBytes', at),
  };
}

export function readCheckpointVersion(value: unknown, at: string): number {
  return integer(record(value, 'checkpointMetadata', at)['version'], 'checkpointMetadata.version', at);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checkpoints may have a struct of nulls where there is none. Anything else that is half there must not pass for none. */
function deletionVector(value: unknown, at: string): DeletionVectorDescriptor | undefined {
  if (value === null || value === undefined) return undefined;
  const source = record(value, 'deletionVector', at);
  if (Object.values(source).every((item) => item === null || item === undefined)) return undefined;
  return {
    storageType: text(source['storageType'], 'deletionVector.storageType', at),
    pathOrInlineDv: text(source['pathOrInlineDv'], 'deletionVector.pathOrInlineDv', at),
    offset: optionalInteger(source['offset'], 'deletionVector.offset', at),
    sizeInBytes: integer(source['sizeInBytes'], 'deletionVector.sizeInBytes', at),
    cardinality: integer(source['cardinality'], 'deletionVector.cardinality', at),
  };
}

function record(value: unknown, name: string, at: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw corrupt(at, `has a ${name} action that is not an object`);
  return value;
}

function text(value: unknown, name: string, at: string): string {
  if (typeof value !== 'string') throw corrupt(at, `lacks ${name}`);
  return value;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function integer(value: unknown, name: string, at: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw corrupt(at, `has no usable ${name}`);
  return number;
}

function optionalInteger(value: unknown, name: string, at: string): number | undefined {
  return value === null || value === undefined ? undefined : integer(value, name, at);
}

function optionalLong(value: unknown, name: string, at: string): bigint | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'bigint' ? value : BigInt(integer(value, name, at));
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function textMap(value: unknown, name: string, at: string): PartitionValues | undefined {
  if (value === null || value === undefined) return undefined;
  if (!isTextMap(value)) throw corrupt(at, `has no usable ${name}`);
  return value;
}

function isTextMap(value: unknown): value is PartitionValues {
  if (!isRecord(value)) return false;
  for (const key in value) {
    const item = value[key];
    if (item !== null && item !== undefined && typeof item !== 'string') return false;
  }
  return true;
}

function stringMap(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, String(item)]),
  );
}
