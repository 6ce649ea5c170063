import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '@penstock/core';
import { makeFolder } from './folders.ts';
import { systemCode } from './fs-error.ts';
import { HIDDEN } from './key-path.ts';

const CHUNK = 1024 * 1024;

/** Where a draft is to go, and how. */
export interface Target {
  readonly root: string;
  readonly key: string;
  readonly path: string;
  readonly ifAbsent: boolean;
  /** Modification time of the object, in seconds since 1970. */
  readonly modified: number;
  readonly signal?: AbortSignal;
}

/** A finished file, flushed to the disk, that is not an object yet. */
export interface Draft {
  readonly path: string;
  readonly stats: BigIntStats;
}

/** Writes a temporary file on the store's volume. Nothing stays of it when writing fails. */
export async function writeDraft(
  { root, modified }: Pick<Target, 'root' | 'modified'>,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<Draft> {
  const path = join(root, HIDDEN, `put-${randomUUID()}`);
  const handle = await create(root, path);
  try {
    try {
      await fill(handle);
      return { path, stats: await finish(handle, modified) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    await discard({ path });
    throw error;
  }
}

/** Writes bytes piece by piece, so that a cancelled put of a large body stops early. */
export async function writeBytes(handle: FileHandle, body: Uint8Array, signal?: AbortSignal): Promise<void> {
  for (let at = 0; at < body.length; at += CHUNK) {
    throwIfAborted(signal, 'put');
    await handle.writeFile(body.subarray(at, at + CHUNK));
  }
}

/** Copies a local file piece by piece. */
export async function copyBytes(handle: FileHandle, from: string, signal?: AbortSignal): Promise<void> {
  const source = await open(from, 'r');
  try {
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return;
      await writeBytes(handle, buffer.subarray(0, bytesRead), signal);
    }
  } finally {
    await source.close();
  }
}

/**
 * Stamps and flushes an open file.
 * @param modified seconds since 1970; a time of its own per put keeps etags apart where a file system reuses inodes quickly.
 */
export async function finish(handle: FileHandle, modified: number): Promise<BigIntStats> {
  await handle.utimes(modified, modified);
  await handle.sync();
  return handle.stat({ bigint: true });
}

/** Removes what is left of a draft. Failing to is harmless: the next opening a day later sweeps it away. */
export async function discard(draft: Pick<Draft, 'path'>): Promise<void> {
  await rm(draft.path, { force: true }).catch(() => undefined);
}

async function create(root: string, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await makeFolder(join(root, HIDDEN));
    return open(path, 'wx');
  }
}
