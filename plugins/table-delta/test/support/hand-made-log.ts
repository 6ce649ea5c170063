import type { ObjectStore } from '@penstock/core/contracts';
import type { AddFile } from '../../src/log/actions.ts';
import { checkpointFile } from '../../src/log/checkpoint-file.ts';
import { pad } from '../../src/paths/table-location.ts';

export const LOG = 'tables/t/_delta_log/';
export const UUID = '3a0d65cd-4056-49b8-937b-95f9e3ee90e5';

export const commitKey = (version: number) => `${LOG}${pad(version)}.json`;

/** Puts actions as the lines of a file of the log of table `t`. */
export async function putLines(store: ObjectStore, key: string, lines: readonly object[]): Promise<void> {
  await store.put(key, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
}

export function protocol(readerFeatures: readonly string[] = [], writerFeatures: readonly string[] = readerFeatures) {
  return { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures, writerFeatures } };
}

export function metaData(more: object = {}, fields: readonly object[] = [column('id', 'long')]) {
  return {
    metaData: {
      id: 'table',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns: [],
      configuration: {},
      ...more,
    },
  };
}

export function column(name: string, type: unknown, metadata: object = {}) {
  return { name, type, nullable: true, metadata };
}

export function add(path: string, more: object = {}) {
  const stats = JSON.stringify({ numRecords: 1 });
  return { add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, stats, ...more } };
}

export function remove(path: string, more: object = {}) {
  return { remove: { path, deletionTimestamp: 1, dataChange: true, ...more } };
}

/** Parquet with nothing but adds, as a sidecar has them. */
export async function sidecarBytes(paths: readonly string[]): Promise<Uint8Array> {
  const adds = paths.map((path): AddFile => add(path).add);
  const { protocol: version } = protocol();
  const { metaData: metadata } = metaData();
  const { bytes } = await checkpointFile({ protocol: version, metadata, transactions: [], adds, removes: [] });
  return bytes;
}
