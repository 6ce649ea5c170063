import type { ChangedFile, DataFile } from '@penstock/core/contracts';
import type { TableFile } from './branch-source.ts';

/** A data file with what the log tells of it, among changes also when and how its rows changed. */
export interface RelationFile extends TableFile {
  readonly file: DataFile & Partial<ChangedFile>;
}

/** @param path where the file lies */
export function relationFile(path: string, file: RelationFile['file']): RelationFile {
  const { partitionValues, deletionVector, only } = file;
  return { path, partitionValues, without: deletionVector, only, file };
}
