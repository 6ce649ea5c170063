import { PenstockError } from '@penstock/core';
import { parseMessage, placeIn } from '../sql/place.ts';

/** What a statement was for: enough to say in the user's words what went wrong. */
export interface Statement {
  /** E.g. `Table "flights"`. */
  readonly subject: string;
  /** The user's SQL as DuckDB saw it, and the lines of ours before it. */
  readonly sql?: string;
  readonly before?: number;
  /** Place of the SQL, `file:line`. */
  readonly at?: string;
  /** Whether it was only bound: then whatever is wrong is wrong with the SQL. */
  readonly binding?: boolean;
  /** Local path → what lies there. */
  readonly files?: ReadonlyMap<string, ReadFile>;
  /** The one file that it reads. */
  readonly only?: ReadFile;
}

export interface ReadFile {
  readonly key: string;
  /** A data file of this table; else a source file. */
  readonly table?: string;
}

/** DuckDB's error as a Penstock error; Penstock errors stay what they are. */
export function engineError(error: unknown, statement: Statement): PenstockError {
  if (PenstockError.is(error)) return error;
  const message = parseMessage(error instanceof Error ? error.message : String(error));
  const file = statement.only ?? fileIn(message.body, statement.files);
  if (file && !isSql(message.kind)) return fileError(file, withKeys(message.text, statement.files), error);
  const at = placeIn(statement.at, statement.sql ?? '', message.line, statement.before);
  const text = withKeys(message.text, statement.files);
  const known = resourceError(message.kind, text, statement.subject, error);
  if (known) return known;
  const code = statement.binding || isSql(message.kind) ? 'PEN_SQL_INVALID' : 'PEN_ENGINE_FAILED';
  const name = /^Table with name (\S+) does not exist/.exec(text);
  return new PenstockError(code, `${statement.subject}: ${name?.[0] ?? (text || 'the SQL is empty')}`, {
    at,
    cause: error,
    hint: name
      ? `Put the table itself into the template, \${${name[1]}}: a name in the text reads from nothing.`
      : undefined,
  });
}

/** A file that cannot be read as what it should be. */
export function fileError(file: ReadFile, reason: string, cause: unknown): PenstockError {
  return file.table === undefined
    ? new PenstockError('PEN_SOURCE_UNREADABLE', `The source file ${file.key} cannot be read: ${reason}`, {
        at: file.key,
        cause,
      })
    : new PenstockError(
        'PEN_TABLE_CORRUPT',
        `The data file ${file.key} of table "${file.table}" cannot be read: ${reason}`,
        { at: file.key, cause, hint: 'Restore the file, or rebuild the table with `penstock run --full-refresh`.' },
      );
}

function isSql(kind: string): boolean {
  return /^(Parser|Syntax|Binder|Catalog|Not implemented)$/.test(kind);
}

function resourceError(kind: string, text: string, subject: string, cause: unknown): PenstockError | undefined {
  if (/no space left|max_temp_directory_size/i.test(text)) {
    return new PenstockError('PEN_STORAGE_FULL', `${subject}: ${text}`, {
      cause,
      hint: 'Free some room, or raise the options maxTempSize or memoryLimit of the engine.',
    });
  }
  if (kind !== 'Out of Memory') return undefined;
  return new PenstockError('PEN_ENGINE_FAILED', `${subject}: ${text}`, {
    cause,
    hint: 'Raise the option memoryLimit of the engine, or make the query smaller.',
  });
}

function fileIn(text: string, files: Statement['files']): ReadFile | undefined {
  for (const [path, file] of files ?? []) if (text.includes(path)) return file;
  return undefined;
}

function withKeys(text: string, files: Statement['files']): string {
  let shown = text;
  for (const [path, file] of files ?? []) shown = shown.replaceAll(path, file.key);
  return shown;
}
