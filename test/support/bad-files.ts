import { open, rm, truncate } from 'node:fs/promises';
import type { ErrorCode } from '@penstock/core';
import type { LiveProject } from './live-project.ts';

/**
 * Files that come after a good one with rows 1, 2 and 3. They are refused, and once they are mended row 4 is there; what
 * is merely unusual is taken in at once.
 */
export interface BadFile {
  readonly name: string;
  readonly format: 'csv' | 'parquet';
  /** Takes all columns as they are instead of naming them. */
  readonly star?: boolean;
  land(project: LiveProject): Promise<void>;
  readonly refused?: { readonly code: ErrorCode; readonly at?: RegExp; readonly message: RegExp };
  /** Ids taken in with the file itself, where it is not refused. */
  readonly ids?: readonly string[];
}

const csv = 'landing/b.csv';
const parquet = 'landing/b.parquet';
const four = 'select 4 as id, 4 as v';

export function mend(project: LiveProject, format: BadFile['format']): Promise<void> {
  return format === 'csv' ? project.land(csv, 'id,v\n4,4\n') : project.landParquet(parquet, four);
}

const unreadable = (message: RegExp, at: RegExp) => ({ code: 'PEN_SOURCE_UNREADABLE' as const, message, at });
const mismatch = (message: RegExp) => ({ code: 'PEN_SCHEMA_MISMATCH' as const, message });

export const badFiles: readonly BadFile[] = [
  {
    name: 'an empty CSV file',
    format: 'csv',
    land: (project) => project.land(csv, ''),
    refused: unreadable(/landing\/b\.csv is empty/, /^landing\/b\.csv$/),
  },
  {
    name: 'an empty Parquet file',
    format: 'parquet',
    land: (project) => project.land(parquet, ''),
    refused: unreadable(/landing\/b\.parquet is empty/, /^landing\/b\.parquet$/),
  },
  {
    name: 'a half-written Parquet file',
    format: 'parquet',
    land: async (project) => {
      await project.landParquet(parquet, four);
      await truncate(project.path(parquet), 100);
    },
    refused: unreadable(/landing\/b\.parquet cannot be read/, /^landing\/b\.parquet$/),
  },
  {
    name: 'a Parquet file with a damaged footer',
    format: 'parquet',
    land: async (project) => {
      await project.landParquet(parquet, four);
      const file = await open(project.path(parquet), 'r+');
      const { size } = await file.stat();
      await file.write(Buffer.alloc(40, 0xff), 0, 40, size - 60);
      await file.close();
    },
    refused: unreadable(/landing\/b\.parquet cannot be read/, /^landing\/b\.parquet$/),
  },
  {
    name: 'a Parquet file that is text',
    format: 'parquet',
    land: (project) => project.land(parquet, 'id,v\n4,4\n'.repeat(20)),
    refused: unreadable(/landing\/b\.parquet cannot be read/, /^landing\/b\.parquet$/),
  },
  {
    name: 'a CSV file that is binary',
    format: 'csv',
    land: (project) => project.land(csv, Buffer.from([0, 1, 2, 255, 254, 10, 13, 0, 200])),
    refused: unreadable(/landing\/b\.csv cannot be read/, /^landing\/b\.csv$/),
  },
  {
    name: 'a CSV file in Latin-1',
    format: 'csv',
    land: (project) => project.land(csv, Buffer.from('id,v\n4,caf\xe9\n', 'latin1')),
    refused: unreadable(/landing\/b\.csv cannot be read: .*not utf-8/, /^landing\/b\.csv$/),
  },
  {
    name: 'a CSV file in UTF-16',
    format: 'csv',
    land: (project) => project.land(csv, Buffer.from('\ufeffid,v\n4,4\n', 'utf16le')),
    refused: unreadable(/landing\/b\.csv cannot be read/, /^landing\/b\.csv$/),
  },
  {
    name: 'a CSV file with ragged lines',
    format: 'csv',
    land: (project) => project.land(csv, 'id,v\n4,4\n5\n6,6,6\n'),
    refused: unreadable(/landing\/b\.csv cannot be read/, /^landing\/b\.csv$/),
  },
  {
    name: 'a CSV file with other columns',
    format: 'csv',
    land: (project) => project.land(csv, 'x,y\n4,4\n'),
    refused: {
      code: 'PEN_SQL_INVALID',
      at: /pipeline-1\.ts:2$/,
      message: /"id" not found.*new in this update: landing\/b\.csv/,
    },
  },
  {
    name: 'a CSV file with words for numbers',
    format: 'csv',
    land: (project) => project.land(csv, 'id,v\nfour,4\n'),
    refused: mismatch(/column "id" as long, the query as string.*landing\/b\.csv/),
  },
  {
    name: 'a CSV file with fractions for whole numbers',
    format: 'csv',
    land: (project) => project.land(csv, 'id,v\n4,4.5\n'),
    refused: mismatch(/column "v" as long, the query as double.*landing\/b\.csv/),
  },
  {
    name: 'a CSV file with one column more',
    format: 'csv',
    star: true,
    land: (project) => project.land(csv, 'id,v,w\n4,4,4\n'),
    refused: mismatch(/it has no column "w".*landing\/b\.csv/),
  },
  {
    name: 'a Parquet file of another schema',
    format: 'parquet',
    star: true,
    land: (project) => project.landParquet(parquet, "select 'x' as name, [1, 2] as list"),
    refused: mismatch(/it has no column "name".*landing\/b\.parquet/),
  },
  {
    name: 'a Parquet file with a column of another type',
    format: 'parquet',
    star: true,
    land: (project) => project.landParquet(parquet, 'select cast(4 as double) as id, 4 as v'),
    refused: mismatch(/column "id" as integer, the query as double.*landing\/b\.parquet/),
  },
  {
    name: 'a CSV file without a column, which is null then',
    format: 'csv',
    star: true,
    land: (project) => project.land(csv, 'id\n4\n'),
    ids: ['4'],
  },
  {
    name: 'a CSV file with an empty column',
    format: 'csv',
    land: (project) => project.land(csv, 'id,v\n4,\n'),
    ids: ['4'],
  },
  {
    name: 'a CSV file with a byte order mark',
    format: 'csv',
    land: (project) => project.land(csv, '\ufeffid,v\n4,4\n'),
    ids: ['4'],
  },
  {
    name: 'a CSV file with a header and no rows',
    format: 'csv',
    land: (project) => project.land(csv, 'id,v\n'),
    ids: [],
  },
  {
    name: 'a Parquet file without rows',
    format: 'parquet',
    star: true,
    land: (project) => project.landParquet(parquet, `${four} where false`),
    ids: [],
  },
  {
    name: 'files with odd names',
    format: 'csv',
    land: async (project) => {
      for (const [at, name] of oddNames.entries()) await project.land(`landing/${name}.csv`, `id,v\n${10 + at},1\n`);
    },
    ids: ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19'],
  },
  {
    name: 'the removal of a file that was taken in',
    format: 'csv',
    land: (project) => rm(project.path('landing/a.csv')),
    ids: [],
  },
];

const oddNames = ['with space', 'ünïcode', '日本', '100%', '%20', 'a=b', "q'uote", 'dq"uote', '[x]{y}', '#1;&+'];
