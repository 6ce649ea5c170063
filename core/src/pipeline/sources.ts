import type { FileFormat } from '../contracts/query-engine.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { callSite } from './call-site.ts';
import type { Stored } from './node.ts';

/** New files of the object store, each processed exactly once. */
export interface FilesSource {
  readonly source: 'files';
  /** Glob over object keys: `*` within a segment, `**` over several, `?` one character. */
  readonly pattern: string;
  readonly format: FileFormat;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly at: string;
}

/** The rows appended to a table since the last update. */
export interface TableStream {
  readonly source: 'stream';
  readonly table: Stored;
}

const extensions: Readonly<Record<string, FileFormat>> = {
  parquet: 'parquet',
  csv: 'csv',
  json: 'json',
  ndjson: 'json',
  jsonl: 'json',
};

/**
 * Files of the object store as a streaming source. Columns are those of the files plus `_file` (object key).
 * @param pattern glob over object keys, e.g. `landing/*.parquet`
 */
export function files(
  pattern: string,
  options: { readonly format?: FileFormat; readonly read?: Readonly<Record<string, string | number | boolean>> } = {},
): FilesSource {
  const at = callSite();
  if (pattern === '' || pattern.startsWith('/') || pattern.split('/').includes('..')) {
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `files(): "${pattern}" is not a pattern of object keys; write e.g. landing/*.parquet`,
      { at },
    );
  }
  const extension = pattern.split('.').at(-1)?.toLowerCase() ?? '';
  const format = options.format ?? extensions[extension];
  if (format === undefined)
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `files('${pattern}'): the format is not clear from the name; give { format }`,
      { at },
    );
  return Object.freeze({ source: 'files', pattern, format, options: Object.freeze({ ...options.read }), at });
}

/** Reads a table as a stream: only the rows appended since the last update of the reading table. */
export function stream(table: Stored): TableStream {
  return Object.freeze({ source: 'stream', table });
}

export function isFiles(value: unknown): value is FilesSource {
  return typeof value === 'object' && value !== null && (value as { source?: unknown }).source === 'files';
}

export function isStream(value: unknown): value is TableStream {
  return typeof value === 'object' && value !== null && (value as { source?: unknown }).source === 'stream';
}
