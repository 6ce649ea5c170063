import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { throwIfAborted } from '@penstock/core';
import type { CallOptions, GetOptions, ObjectInfo } from '@penstock/core/contracts';
import { orAbsent } from './fs-error.ts';

const CHUNK = 8 * 1024 * 1024;
// Never through a link, and never waiting at a pipe. Windows has neither flag.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface Stretch extends CallOptions {
  readonly from: number;
  readonly length: number;
}

/** The bytes of a file, or a range of them; `undefined` when there is no regular file. */
export async function readObject(path: string, { range, signal }: GetOptions): Promise<Uint8Array | undefined> {
  const handle = await orAbsent(open(path, flags), undefined);
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return undefined;
    const { start = 0, end = stats.size } = range ?? {};
    const from = start < 0 ? Math.max(0, stats.size + start) : start;
    return await readBytes(handle, { from, length: Math.max(0, Math.min(end, stats.size) - from), signal });
  } finally {
    await handle.close();
  }
}

/** What is known of the object at a path; `undefined` when there is no regular file. */
export async function statObject(path: string, key: string): Promise<ObjectInfo | undefined> {
  const stats = await orAbsent(lstat(path, { bigint: true }), undefined);
  return stats?.isFile() ? infoOf(key, stats) : undefined;
}

/** The etag is made of modification time, size and inode: every put makes a new file with a time of its own. */
export function infoOf(key: string, stats: BigIntStats): ObjectInfo {
  const etag = [stats.mtimeNs, stats.size, stats.ino].map((part) => part.toString(36)).join('-');
  return { key, size: Number(stats.size), etag, modified: new Date(Number(stats.mtimeNs / 1_000_000n)) };
}

async function readBytes(handle: FileHandle, { from, length, signal }: Stretch): Promise<Uint8Array> {
  // Not from Buffer's pool: callers may use `.buffer`.
  const body = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    throwIfAborted(signal, 'read');
    const { bytesRead } = await handle.read(body, done, Math.min(CHUNK, length - done), from + done);
    if (bytesRead === 0) return body.slice(0, done);
    done += bytesRead;
  }
  return body;
}
