import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { parseLogFile } from './log-file.ts';

/** One checkpoint with all its parts, in order. What a v2 one has in sidecars is not among them. */
export interface Checkpoint {
  readonly version: number;
  readonly format: 'json' | 'parquet';
  readonly parts: readonly [ObjectInfo, ...ObjectInfo[]];
}

/** What the commits of a range, both ends included, come to. */
export interface Compaction {
  readonly from: number;
  readonly to: number;
  readonly object: ObjectInfo;
}

/** What a folder listing tells about a log. */
export interface Listing {
  /** First version that was listed. */
  readonly from: number;
  /** Version → file, ascending. */
  readonly commits: ReadonlyMap<number, ObjectInfo>;
  /** Complete ones, newest first. */
  readonly checkpoints: readonly Checkpoint[];
  readonly compactions: readonly Compaction[];
  /** Version → file. */
  readonly checksums: ReadonlyMap<number, ObjectInfo>;
}

/** Lists the log from `from` on. */
export async function listLog(
  store: ObjectStore,
  location: TableLocation,
  from: number,
  options?: CallOptions,
): Promise<Listing> {
  const objects: ObjectInfo[] = [];
  const start = from > 0 ? { startAfter: location.before(from) } : {};
  for await (const object of store.list(location.logFolder, { ...start, signal: options?.signal })) {
    // Digits sort before `_`: what follows are hints, sidecars and staged commits.
    if (object.key.slice(location.logFolder.length) > ':') break;
    objects.push(object);
  }
  return classify(objects, location.logFolder, from);
}

/** @param objects sorted by key. */
export function classify(objects: Iterable<ObjectInfo>, folder: string, from = 0): Listing {
  const commits = new Map<number, ObjectInfo>();
  const checksums = new Map<number, ObjectInfo>();
  const compactions: Compaction[] = [];
  const checkpoints: Checkpoint[] = [];
  const parts = new Map<string, { version: number; parts: number; found: ObjectInfo[] }>();
  for (const object of objects) {
    const file = parseLogFile(object.key.slice(folder.length));
    if (file?.kind === 'commit') commits.set(file.version, object);
    if (file?.kind === 'checksum') checksums.set(file.version, object);
    if (file?.kind === 'compaction' && file.to > file.version)
      compactions.push({ from: file.version, to: file.to, object });
    if (file?.kind === 'checkpoint-v2')
      checkpoints.push({ version: file.version, format: file.format, parts: [object] });
    if (file?.kind !== 'checkpoint') continue;
    const id = `${file.version}/${file.parts}`;
    const group = parts.get(id) ?? { version: file.version, parts: file.parts, found: [] };
    if (file.part >= 1 && file.part <= file.parts) group.found.push(object);
    parts.set(id, group);
  }
  for (const { version, parts: count, found } of parts.values()) {
    const [first, ...rest] = found;
    if (first && found.length === count) checkpoints.push({ version, format: 'parquet', parts: [first, ...rest] });
  }
  checkpoints.sort((a, b) => b.version - a.version || a.parts.length - b.parts.length);
  return { from, commits, checkpoints, compactions, checksums };
}
