import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import { parseJson } from '../json/lossless-json.ts';
import type { HeadActions } from './collect-actions.ts';
import { isRecord } from './read-actions.ts';

/**
 * What a version checksum (`<version>.crc`, PROTOCOL.md, "Version Checksum File") contradicts in the state put together
 * from the log, in words; `undefined` when all agrees. A file that is gone or cannot be read says nothing, and sizes,
 * which lose no row, are left alone.
 */
export async function checksumProblem(
  store: ObjectStore,
  object: ObjectInfo,
  state: { readonly head: Pick<HeadActions, 'protocol' | 'metadata'>; readonly files: number },
  options?: CallOptions,
): Promise<string | undefined> {
  const bytes = await store.get(object.key, { signal: options?.signal });
  const checksum = bytes && parse(bytes);
  if (!checksum) return undefined;
  const { protocol, metadata } = state.head;
  const stated = { protocol: partOf(checksum, 'protocol'), metadata: partOf(checksum, 'metadata') };
  const found = [
    ['numFiles', checksum['numFiles'], state.files],
    ['metadata.id', stated.metadata['id'], metadata?.id],
    ['protocol.minReaderVersion', stated.protocol['minReaderVersion'], protocol?.minReaderVersion],
    ['protocol.minWriterVersion', stated.protocol['minWriterVersion'], protocol?.minWriterVersion],
  ] as const;
  const wrong = found.find(([, wanted, actual]) => wanted !== undefined && wanted !== null && wanted !== actual);
  return wrong && `${object.key} has ${wrong[0]} ${String(wrong[1])}, the log ${String(wrong[2])}`;
}

function partOf(checksum: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const part = checksum[name];
  return isRecord(part) ? part : {};
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(Buffer.from(bytes).toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
