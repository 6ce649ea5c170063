import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { RawRow } from '@penstock/core/models';
import type { SharedModel } from '../shared-model.ts';
import { checkColumns } from './check-columns.ts';
import { rowsOfCsv } from './csv-rows.ts';
import { requestInvalid } from './error-reply.ts';
import { rowsOfJson } from './json-rows.ts';

/**
 * The raw rows of a scoring request, with exactly the columns of the model.
 * @throws PEN_REQUEST_INVALID for a body that is not in a form of MLflow, PEN_MODEL_INPUT for columns that do not fit.
 */
export function readRows(
  headers: IncomingHttpHeaders,
  body: Buffer | undefined,
  { shared, maxRows }: { shared: SharedModel; maxRows: number },
): readonly RawRow[] {
  const format = formatOf(headers);
  if (!body || body.length === 0) throw requestInvalid('The request has no body');
  if (!isUtf8(body)) throw requestInvalid('The body is not UTF-8', 415);
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  const { inputs } = shared.model.manifest.features;
  const rows = format === 'csv' ? rowsOfCsv(text, inputs) : rowsOfJson(text, inputs);
  if (rows.length === 0) throw requestInvalid('The request has no rows');
  if (rows.length > maxRows)
    throw requestInvalid(`The request has ${rows.length} rows; this server takes at most ${maxRows}`, 413);
  checkColumns(rows, shared.columns);
  return rows;
}

function formatOf(headers: IncomingHttpHeaders): 'json' | 'csv' {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw requestInvalid(`The content encoding ${encoding} is not supported`, 415);
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const isPlain = parameters.every((parameter) => parameter === '' || /^charset="?utf-?8"?$/.test(parameter));
  if (!isPlain) throw requestInvalid('The only parameter of the content type can be charset=utf-8', 415);
  if (type === 'application/json') return 'json';
  if (type === 'text/csv') return 'csv';
  throw requestInvalid('The content type must be application/json or text/csv', 415);
}
