import type { SchemaElement } from 'hyparquet';

/**
 * Parquet schema of a v1 checkpoint (PROTOCOL.md, "Checkpoint Schema"), as hyparquet wants it: depth first. Everything
 * is optional except map keys, as Spark writes it.
 */
export const CHECKPOINT_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: 5 },
  ...group('txn', text('appId'), long('version'), long('lastUpdated')),
  ...group(
    'add',
    text('path'),
    map('partitionValues'),
    long('size'),
    long('modificationTime'),
    flag('dataChange'),
    map('tags'),
    text('stats'),
  ),
  ...group(
    'remove',
    text('path'),
    long('deletionTimestamp'),
    flag('dataChange'),
    flag('extendedFileMetadata'),
    map('partitionValues'),
    long('size'),
  ),
  ...group(
    'metaData',
    text('id'),
    text('name'),
    text('description'),
    group('format', text('provider'), map('options')),
    text('schemaString'),
    list('partitionColumns'),
    map('configuration'),
    long('createdTime'),
  ),
  ...group(
    'protocol',
    integer('minReaderVersion'),
    integer('minWriterVersion'),
    list('readerFeatures'),
    list('writerFeatures'),
  ),
];

/** Top-level columns, in the order of the schema. */
export const CHECKPOINT_COLUMNS = ['txn', 'add', 'remove', 'metaData', 'protocol'] as const;

function group(name: string, ...children: SchemaElement[][]): SchemaElement[] {
  return [{ name, num_children: children.length, repetition_type: 'OPTIONAL' }, ...children.flat()];
}

function text(name: string, repetition: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL'): SchemaElement[] {
  return [
    {
      name,
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      logical_type: { type: 'STRING' },
      repetition_type: repetition,
    },
  ];
}

function long(name: string): SchemaElement[] {
  return [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
}

function integer(name: string): SchemaElement[] {
  return [{ name, type: 'INT32', repetition_type: 'OPTIONAL' }];
}

function flag(name: string): SchemaElement[] {
  return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
}

function map(name: string): SchemaElement[] {
  return [
    { name, num_children: 1, converted_type: 'MAP', logical_type: { type: 'MAP' }, repetition_type: 'OPTIONAL' },
    { name: 'key_value', num_children: 2, repetition_type: 'REPEATED' },
    ...text('key', 'REQUIRED'),
    ...text('value'),
  ];
}

function list(name: string): SchemaElement[] {
  return [
    { name, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' }, repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    ...text('element'),
  ];
}
