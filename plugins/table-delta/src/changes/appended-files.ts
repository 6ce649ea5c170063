import { PenstockError } from '@penstock/core';
import type { Appended, CallOptions } from '@penstock/core/contracts';
import type { FileReader } from '../data-files.ts';
import type { AddFile } from '../log/actions.ts';
import type { LogState } from '../log/log-state.ts';
import type { TableLog } from '../log/table-log.ts';
import { versionNotFound } from '../table-error.ts';

/**
 * Files whose rows came after `fromVersion`, up to the version of `state`. From -1 on these are all its files: nothing
 * was taken before, so earlier rewrites do not matter. Rewrites without data change (compaction) do not either.
 */
export async function appendedFiles(
  log: TableLog,
  reader: FileReader,
  state: LogState,
  fromVersion: number,
  options?: CallOptions,
): Promise<Appended> {
  const toVersion = state.version;
  if (fromVersion < 0) {
    const { active } = await state.files(options);
    return { toVersion, files: Array.from(active.values(), (add) => reader.added(add)) };
  }
  if (fromVersion > toVersion) {
    throw versionNotFound(
      log.location.name,
      `has nothing from version ${fromVersion} to ${toVersion}: it goes backwards`,
    );
  }
  const adds: AddFile[] = [];
  const commits = fromVersion === toVersion ? [] : await log.commits(fromVersion + 1, toVersion, options);
  for (const commit of commits) {
    const files = commit.files();
    if (files.removes.some((remove) => remove.dataChange)) throw rewritten(log.location.name, commit.version);
    adds.push(...files.adds.filter((add) => add.dataChange));
  }
  return { toVersion, files: adds.map((add) => reader.added(add)) };
}

function rewritten(table: string, version: number): PenstockError {
  return new PenstockError('PEN_SOURCE_CHANGED', `Version ${version} of table "${table}" removed or rewrote rows`, {
    at: table,
  });
}
