import type { FeatureInput, RawRow } from '@penstock/core/models';
import { requestInvalid } from './error-reply.ts';
import { parseJson } from './parse-json.ts';

const forms = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
type Form = (typeof forms)[number];

/**
 * Rows of MLflow's JSON: `dataframe_split`, `dataframe_records`, or TensorFlow Serving's `instances` (rows) and `inputs`
 * (columns, or rows). Lists without names are in the order of the model's inputs. PEN_REQUEST_INVALID.
 */
export function rowsOfJson(text: string, inputs: readonly FeatureInput[]): readonly RawRow[] {
  const body = parseObject(text);
  const { params, ...rest } = body;
  if (params !== undefined && params !== null && !(isObject(params) && Object.keys(params).length === 0))
    throw requestInvalid('This model takes no "params"');
  const keys = Object.keys(rest);
  const [form] = keys;
  if (keys.length !== 1 || !isForm(form)) {
    const shown = keys.slice(0, 10).map((key) => JSON.stringify(key.slice(0, 100)));
    const found = shown.join(', ') || 'nothing';
    throw requestInvalid(`The body must hold one of ${forms.join(', ')}; it holds ${found}`);
  }
  const value = rest[form];
  if (form === 'dataframe_split') return splitRows(value);
  if (form === 'dataframe_records') return list(form, value).map((row, at) => record(form, row, at));
  if (form === 'inputs' && isObject(value)) return columnRows(value);
  return list(form, value).map((row, at) => instance(form, row, { at, inputs }));
}

function parseObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (!isObject(value)) throw requestInvalid(`The body must be a JSON object with one of ${forms.join(', ')}`);
  return value;
}

function splitRows(value: unknown): RawRow[] {
  if (!isObject(value)) throw requestInvalid('dataframe_split must be an object with columns and data');
  const { columns, data, index: _, ...others } = value;
  const extra = Object.keys(others)[0];
  if (extra !== undefined)
    throw requestInvalid(`dataframe_split has an unknown key ${JSON.stringify(extra.slice(0, 100))}`);
  const names = list('dataframe_split.columns', columns);
  if (!names.every((name) => typeof name === 'string')) throw requestInvalid('dataframe_split.columns must be texts');
  if (new Set(names).size < names.length) throw requestInvalid('dataframe_split.columns has a column twice');
  return list('dataframe_split.data', data).map((row, at) =>
    named(names, list(`dataframe_split.data[${at}]`, row), at),
  );
}

function columnRows(columns: Readonly<Record<string, unknown>>): RawRow[] {
  const names = Object.keys(columns);
  const values = names.map((name) => list(`inputs.${name.slice(0, 100)}`, columns[name]));
  const rows = values[0]?.length ?? 0;
  if (values.some((column) => column.length !== rows)) throw requestInvalid('The columns of inputs differ in length');
  return Array.from({ length: rows }, (_, at) =>
    named(
      names,
      values.map((column) => column[at]),
      at,
    ),
  );
}

function instance(form: Form, row: unknown, { at, inputs }: { at: number; inputs: readonly FeatureInput[] }): RawRow {
  if (isObject(row)) return record(form, row, at);
  const cells = Array.isArray(row) ? row : [row];
  return named(
    inputs.map(({ name }) => name),
    cells,
    at,
  );
}

function record(form: Form, row: unknown, at: number): RawRow {
  if (!isObject(row)) throw requestInvalid(`${form}[${at}] must be an object, column to value`);
  return row;
}

function named(names: readonly string[], cells: readonly unknown[], at: number): RawRow {
  if (cells.length !== names.length)
    throw requestInvalid(`Row ${at} has ${cells.length} values for ${names.length} columns`);
  const row: Record<string, unknown> = Object.create(null);
  for (const [place, name] of names.entries()) row[name] = cells[place];
  return row;
}

function list(what: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw requestInvalid(`${what} must be a list`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isForm(key: string | undefined): key is Form {
  return forms.some((form) => form === key);
}
