import { randomUUID } from 'node:crypto';
import type { CreateTable, TableSchema } from '@penstock/core/contracts';
import type { Metadata } from '../log/actions.ts';
import { checkProperties, isOn } from '../properties/table-properties.ts';
import { newProtocol } from '../protocol.ts';
import { checkPartitioning, checkSchema } from '../schema/check-schema.ts';
import { serializeSchema } from '../schema/delta-schema.ts';
import type { Draft } from './draft.ts';

/** Version 0 without files. Checks the schema, the partitioning and the properties. */
export function draftCreate(name: string, table: CreateTable): Draft {
  const { schema, partitionBy = [], description } = table;
  const properties = table.changeFeed
    ? { ...table.properties, 'delta.enableChangeDataFeed': 'true' }
    : (table.properties ?? {});
  checkSchema(name, schema);
  checkPartitioning(name, schema, partitionBy);
  checkProperties(name, properties);
  return {
    operation: 'CREATE TABLE',
    parameters: {
      isManaged: 'false',
      ...(description === undefined ? {} : { description }),
      partitionBy: JSON.stringify(partitionBy),
      properties: JSON.stringify(properties),
    },
    metrics: {},
    isBlindAppend: true,
    protocol: newProtocol(schema, properties),
    metadata: newMetadata(schema, partitionBy, properties, description),
    adds: [],
    removes: [],
    readsTable: false,
    inCommitTimestamps: isOn(properties, 'delta.enableInCommitTimestamps'),
  };
}

function newMetadata(
  schema: TableSchema,
  partitionColumns: readonly string[],
  configuration: Readonly<Record<string, string>>,
  description: string | undefined,
): Metadata {
  return {
    id: randomUUID(),
    description,
    format: { provider: 'parquet', options: {} },
    schemaString: serializeSchema(schema),
    partitionColumns,
    configuration,
    createdTime: Date.now(),
  };
}
