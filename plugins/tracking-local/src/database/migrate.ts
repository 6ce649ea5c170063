import type { DatabaseSync } from 'node:sqlite';
import { PenstockError } from '@penstock/core';
import { migrations } from './migrations/index.ts';

/** "PNST": tells our files from other SQLite databases. */
const applicationId = 0x504e5354;

/**
 * Runs the migrations the file lacks, all in one transaction; `user_version` counts those done. Under the write lock,
 * so of several processes that open a new file one creates the schema and the others find it.
 */
export function migrate(db: DatabaseSync, file: string): void {
  if (versionOf(db, file) === migrations.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(versionOf(db, file))) db.exec(migration);
    db.exec(`PRAGMA application_id = ${applicationId}`);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Number of migrations the file has seen; PEN_TRACKING_FAILED when it is not ours or newer than this version. */
function versionOf(db: DatabaseSync, file: string): number {
  const tables = pragma(db, 'SELECT count(*) AS value FROM sqlite_schema');
  if (tables === 0) return 0;
  if (pragma(db, 'SELECT application_id AS value FROM pragma_application_id') !== applicationId) {
    throw new PenstockError('PEN_TRACKING_FAILED', `"${file}" is a SQLite database of another program`, {
      at: file,
      hint: 'Name another file with the option `file`; this one was left as it is.',
    });
  }
  const version = pragma(db, 'SELECT user_version AS value FROM pragma_user_version');
  if (version > migrations.length) {
    throw new PenstockError(
      'PEN_TRACKING_FAILED',
      `"${file}" has schema ${version}, made by a newer version; this one knows up to ${migrations.length}`,
      { at: file, hint: 'Update @penstock/tracking-local, or name another file with the option `file`.' },
    );
  }
  return version;
}

function pragma(db: DatabaseSync, text: string): number {
  return Number(db.prepare(text).get()?.['value'] ?? 0);
}
