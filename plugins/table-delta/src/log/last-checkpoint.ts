import { PenstockError } from '@penstock/core';
import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import { parseJson } from '../json/lossless-json.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { collectAction, type HeadActions, noActions } from './collect-actions.ts';
import { jsonChecksum } from './json-checksum.ts';
import { isRecord, readSidecar } from './read-actions.ts';

/** What `_last_checkpoint` tells. */
export interface CheckpointHint {
  readonly version: number;
  /** How many live files the checkpoint has, when the checksum of the hint holds. */
  readonly files?: number | undefined;
  /** The content of a v2 checkpoint besides files, when the hint has it and its checksum holds. */
  readonly embedded?: EmbeddedHead | undefined;
}

export interface EmbeddedHead {
  /** Key and bytes of the checkpoint. */
  readonly key: string;
  readonly size: number;
  readonly head: HeadActions;
}

/** It is a hint only: `undefined` when the file is absent, garbage, or points nowhere sensible. */
export async function readHint(
  store: ObjectStore,
  location: TableLocation,
  options?: CallOptions,
): Promise<CheckpointHint | undefined> {
  const bytes = await store.get(location.hintKey, { signal: options?.signal });
  if (!bytes) return undefined;
  const hint = parse(bytes);
  const version = hint?.['version'];
  if (!hint || typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) return undefined;
  if (hint['checksum'] !== jsonChecksum(hint)) return { version };
  const files = hint['numOfAddFiles'];
  return { version, files: typeof files === 'number' ? files : undefined, embedded: embeddedIn(hint, location) };
}

function embeddedIn(hint: Readonly<Record<string, unknown>>, location: TableLocation): EmbeddedHead | undefined {
  const v2 = hint['v2Checkpoint'];
  if (!isRecord(v2)) return undefined;
  const { path, sizeInBytes, nonFileActions, sidecarFiles } = v2;
  if (typeof path !== 'string' || typeof sizeInBytes !== 'number') return undefined;
  if (!Array.isArray(nonFileActions) || !Array.isArray(sidecarFiles)) return undefined;
  const head = noActions();
  try {
    for (const action of nonFileActions) if (isRecord(action)) collectAction(head, action, location.hintKey);
    head.sidecars.push(...sidecarFiles.map((sidecar) => readSidecar(sidecar, location.hintKey)));
  } catch (error) {
    if (PenstockError.is(error, 'PEN_TABLE_CORRUPT')) return undefined;
    throw error;
  }
  return { key: `${location.logFolder}${path}`, size: sizeInBytes, head };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(Buffer.from(bytes).toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
