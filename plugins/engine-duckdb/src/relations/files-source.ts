import { PenstockError } from '@penstock/core';
import type { FileFormat, Relation } from '@penstock/core/contracts';
import { quoted, quotedList, quotedName } from '../sql/quote.ts';
import { pathList } from './local-files.ts';

type FilesRelation = Extract<Relation, { kind: 'files' }>;

const READERS: Readonly<Record<FileFormat, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  json: 'read_json',
};

/** CSV as RFC 4180 has it: guessing would take a broken file for one of another dialect. */
const DEFAULTS: Readonly<Record<FileFormat, Readonly<Record<string, string | number | boolean>>>> = {
  parquet: {},
  csv: { delim: ',', quote: '"', escape: '"', header: true, skip: 0 },
  json: {},
};

const OURS = new Set(['filename', 'union_by_name', 'hive_partitioning', 'file_row_number']);

/**
 * SQL of the rows of source files with their `_file`, and `_row` when it is asked for.
 * @param paths of the relation's keys, in their order
 */
export function filesSource(relation: FilesRelation, paths: readonly string[], withRow: boolean): string {
  const reader = `${READERS[relation.format]}(${pathList(paths)}, union_by_name = true, hive_partitioning = false${readOptions(relation)})`;
  const key = `${quotedList(relation.keys)}[cast(file_index as bigint) + 1] as _file`;
  if (!withRow) return `select *, ${key} from ${reader}`;
  if (relation.format === 'parquet') return `select *, ${key}, file_row_number as _row from ${reader}`;
  // Text has no row numbers: count through all files, then from the first row of each.
  return `select * exclude (__index, __count), ${quotedList(relation.keys)}[__index + 1] as _file,
      __count - min(__count) over (partition by __index) as _row
    from (select *, cast(file_index as bigint) as __index, row_number() over () as __count from ${reader})`;
}

function readOptions({ format, options = {} }: FilesRelation): string {
  const given = 'sep' in options ? { ...DEFAULTS[format], delim: options.sep, ...omit(options, 'sep') } : options;
  return Object.entries({ ...DEFAULTS[format], ...given })
    .map(([name, value]) => {
      if (!/^[a-z_]+$/i.test(name) || OURS.has(name.toLowerCase()))
        throw new PenstockError('PEN_SQL_INVALID', `"${name}" is no option for reading ${format} files`, {
          hint: `See DuckDB's ${READERS[format]}; types are given as JSON text, e.g. columns: '{"id":"BIGINT"}'.`,
        });
      return `, ${name} = ${optionSql(value)}`;
    })
    .join('');
}

function optionSql(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return String(value);
  const parsed = value.startsWith('{') || value.startsWith('[') ? parseJson(value) : undefined;
  return parsed === undefined ? quoted(value) : jsonSql(parsed);
}

function jsonSql(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonSql).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, item]) => `${quotedName(name)}: ${jsonSql(item)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? quoted(value) : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function omit<T extends object>(from: T, name: keyof T): Partial<T> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name)) as Partial<T>;
}
