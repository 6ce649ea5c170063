import type { ChangedFile, DataFile } from '@penstock/core/contracts';
import type { FileReader } from '../data-files.ts';
import { difference } from '../deletion-vectors/row-positions.ts';
import type { AddFile, RemoveFile } from '../log/actions.ts';
import type { Commit } from '../log/commit.ts';
import { vectorId } from '../log/replay.ts';
import { canonicalPath } from '../paths/log-path.ts';
import { unsupported } from '../table-error.ts';

type At = Pick<ChangedFile, 'version' | 'timestamp'>;

/**
 * The changes of one commit: its change files when it has any, else the rows of added and removed files. A file that is
 * removed and added again with another deletion vector changed only where the two differ.
 */
export function commitChanges(
  reader: FileReader,
  commit: Commit,
  timestamp: Date,
  isPartitioned: boolean,
): ChangedFile[] {
  const at = { version: commit.version, timestamp };
  const { adds, removes, changes } = commit.files();
  if (changes.length > 0) return changes.map((file) => ({ ...reader.named(file, timestamp), ...at }));
  const added = new Map(adds.filter((add) => add.dataChange).map((add) => [canonicalPath(add.path), add]));
  const files: ChangedFile[] = [];
  for (const remove of removes.filter((item) => item.dataChange)) {
    if (isPartitioned && !remove.partitionValues) throw nowhere(reader, commit, remove);
    const path = canonicalPath(remove.path);
    const again = added.get(path);
    added.delete(path);
    const file = reader.named(remove, timestamp);
    files.push(
      ...(again
        ? rewritten(file, reader.added(again), remove, again, at)
        : [{ ...file, ...at, change: 'delete' as const }]),
    );
  }
  for (const add of added.values()) files.push(withChange(reader.added(add), at, 'insert'));
  return files;
}

/** @param before, @param after one file with two deletion vectors, or one and none */
function rewritten(before: DataFile, after: DataFile, remove: RemoveFile, add: AddFile, at: At): ChangedFile[] {
  const [old, now] = [before.deletionVector, after.deletionVector];
  const same =
    remove.deletionVector && add.deletionVector && vectorId(remove.deletionVector) === vectorId(add.deletionVector);
  if (same || (!old && !now)) return [];
  const { deletionVector: _, ...file } = before;
  const deleted = old && now ? difference(now, old) : now;
  const restored = old && now ? difference(old, now) : old;
  return [
    ...(deleted ? [{ ...file, ...at, change: 'delete' as const, only: deleted }] : []),
    ...(restored ? [{ ...file, ...at, change: 'insert' as const, only: restored }] : []),
  ];
}

/** Files of the log have getters, which a spread would not take along. */
function withChange(file: DataFile, at: At, change: 'insert' | 'delete'): ChangedFile {
  const { key, size, modified, partitionValues, deletionVector, rows } = file;
  return {
    key,
    size,
    modified,
    partitionValues,
    ...(rows === undefined ? {} : { rows }),
    ...(deletionVector ? { deletionVector } : {}),
    ...at,
    change,
  };
}

function nowhere(reader: FileReader, commit: Commit, remove: RemoveFile): Error {
  return unsupported(
    reader.location.name,
    `does not tell the partition of the file ${remove.path} that version ${commit.version} removed, so its changes cannot be read`,
  );
}
