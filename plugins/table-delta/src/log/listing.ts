import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { parseLogFile } from './log-file.ts';

/** All parts of one v1 checkpoint, in order. */
export interface Checkpoint {
  readonly version: number;
  readonly parts: readonly ObjectInfo[];
}

/** What a folder listing tells about a log. */
export interface Listing {
  /** Version → file, ascending. */
  readonly commits: ReadonlyMap<number, ObjectInfo>;
  /** Complete ones, newest first. */
  readonly checkpoints: readonly Checkpoint[];
  /** Versions that have a v2 checkpoint only. */
  readonly v2Checkpoints: readonly number[];
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
  return classify(objects, location.logFolder);
}

/** @param objects sorted by key. */
export function classify(objects: Iterable<ObjectInfo>, folder: string): Listing {
  const commits = new Map<number, ObjectInfo>();
  const parts = new Map<string, { version: number; parts: number; found: ObjectInfo[] }>();
  const v2: number[] = [];
  for (const object of objects) {
    const file = parseLogFile(object.key.slice(folder.length));
    if (file?.kind === 'commit') commits.set(file.version, object);
    if (file?.kind === 'checkpoint-v2') v2.push(file.version);
    if (file?.kind !== 'checkpoint') continue;
    const id = `${file.version}/${file.parts}`;
    const group = parts.get(id) ?? { version: file.version, parts: file.parts, found: [] };
    if (file.part >= 1 && file.part <= file.parts) group.found.push(object);
    parts.set(id, group);
  }
  const checkpoints = [...parts.values()]
    .filter((group) => group.found.length === group.parts)
    .map(({ version, found }) => ({ version, parts: found }))
    .sort((a, b) => b.version - a.version || a.parts.length - b.parts.length);
  return { commits, checkpoints, v2Checkpoints: v2 };
}
