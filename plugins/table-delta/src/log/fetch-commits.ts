import { PenstockError } from '@penstock/core';
import type { CallOptions, ObjectInfo } from '@penstock/core/contracts';
import { mapConcurrent } from '../map-concurrent.ts';
import { corrupt } from '../table-error.ts';
import { Commit } from './commit.ts';
import type { Compaction } from './listing.ts';
import { parseLogFile } from './log-file.ts';
import type { LogSource } from './log-source.ts';
import { fileKey } from './replay.ts';

/** Files fetched together. */
const PARALLEL = 16;

/**
 * The listing disagrees with the store: an object is gone, or one is missing because the folder changed while it was
 * listed. List again; `damage` is the error when it stays so.
 */
export class LogMoved extends Error {
  readonly damage: PenstockError;

  constructor(damage: PenstockError) {
    super(damage.message);
    this.damage = damage;
  }
}

export interface FetchedCompaction extends Compaction {
  readonly content: Commit;
}

/** Fetches and parses commits, in order. */
export async function fetchCommits(
  { store, location }: LogSource,
  objects: readonly ObjectInfo[],
  options?: CallOptions,
): Promise<Commit[]> {
  return mapConcurrent(objects, PARALLEL, async ({ key }) => {
    const file = parseLogFile(key.slice(location.logFolder.length));
    const bytes = await store.get(key, { signal: options?.signal });
    if (!bytes || !file) throw new LogMoved(corrupt(key, 'is listed and cannot be fetched'));
    return Commit.parse(file.version, bytes, key);
  });
}

/** Whatever order its lines have: of a file only the last action may be left. */
function assertReconciled(content: Commit): void {
  const { adds, removes } = content.files();
  const seen = new Set<string>();
  for (const file of [...adds, ...removes]) {
    const key = fileKey(file);
    if (seen.has(key)) throw corrupt(content.at, `has the file ${file.path} twice`);
    seen.add(key);
  }
}

/** The compactions that can be read; the commits that the others stand for are still there. */
export async function fetchCompactions(
  { store, warn }: LogSource,
  compactions: readonly Compaction[],
  options?: CallOptions,
): Promise<FetchedCompaction[]> {
  const fetched = await mapConcurrent(compactions, PARALLEL, async (compaction) => {
    const { key } = compaction.object;
    const bytes = await store.get(key, { signal: options?.signal });
    if (!bytes) return [];
    try {
      const content = Commit.parse(compaction.to, bytes, key);
      assertReconciled(content);
      return [{ ...compaction, content }];
    } catch (error) {
      if (!PenstockError.is(error, 'PEN_TABLE_CORRUPT')) throw error;
      warn(`A log compaction is passed over: ${error.message}`);
      return [];
    }
  });
  return fetched.flat();
}
