import type { RowTracking } from '@penstock/core/contracts';
import { quotedName } from '../sql/quote.ts';
import { type Branch, type ExtraColumns, perFile, ROW_NUMBER, virtual } from './branch-source.ts';
import type { RelationFile } from './relation-file.ts';

/** The id of each row and the version that last changed it: the row's own where the file has them, else by its place. */
export function rowTrackingColumns({ idColumn, versionColumn }: RowTracking): ExtraColumns<RelationFile> {
  return {
    types: { _row_id: 'BIGINT', _row_version: 'BIGINT' },
    columns(branch) {
      const first = perFile(branch, ({ file }) => `cast(${file.rowTracking?.firstRowId ?? 'null'} as bigint)`);
      const version = perFile(branch, ({ file }) => `cast(${file.rowTracking?.version ?? 'null'} as bigint)`);
      return [
        `${ownOr(branch, idColumn, `${first} + ${virtual(ROW_NUMBER, branch)}`)} as _row_id`,
        `${ownOr(branch, versionColumn, version)} as _row_version`,
      ];
    },
  };
}

function ownOr({ shape }: Branch, column: string | undefined, other: string): string {
  const own = shape.columns.find((item) => item.name === column);
  return own ? `coalesce(__file.${quotedName(own.name)}, ${other})` : other;
}
