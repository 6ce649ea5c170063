import { PenstockError } from '@penstock/core';
import { quoted } from '../sql/quote.ts';
import { type Branch, type ExtraColumns, perFile } from './branch-source.ts';
import type { RelationFile } from './relation-file.ts';

const CHANGE_TYPE = '_change_type';

/** What happened to a row, in which version, at what time. */
export const CHANGE_COLUMNS: ExtraColumns<RelationFile> = {
  types: { [CHANGE_TYPE]: 'VARCHAR', _commit_version: 'BIGINT', _commit_timestamp: 'TIMESTAMPTZ' },
  columns(branch) {
    const version = perFile(branch, ({ file }) => `cast(${file.version ?? 'null'} as bigint)`);
    const time = perFile(branch, ({ file }) => literal(file.timestamp?.toISOString(), 'timestamptz'));
    return [`${changeType(branch)} as ${CHANGE_TYPE}`, `${version} as _commit_version`, `${time} as _commit_timestamp`];
  },
};

/** One for the whole file, else the row's own. */
function changeType(branch: Branch<RelationFile>): string {
  const whole = perFile(branch, ({ file }) => literal(file.change, 'varchar'));
  const mixed = branch.files.find(({ file }) => file.change === undefined)?.file;
  if (!mixed) return whole;
  if (!branch.shape.columns.some(({ name }) => name === CHANGE_TYPE))
    throw new PenstockError('PEN_TABLE_CORRUPT', `The change file ${mixed.key} has no column "${CHANGE_TYPE}"`, {
      at: mixed.key,
    });
  return `coalesce(${whole}, __file.${CHANGE_TYPE})`;
}

function literal(text: string | undefined, type: string): string {
  return `cast(${text === undefined ? 'null' : quoted(text)} as ${type})`;
}
