import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectedProbability, row } from './served-models.ts';
import { post, type Serving, startServing } from './serving.ts';

let serving: Serving;
let url: string;
beforeAll(async () => {
  serving = await startServing({ maxRows: 50, maxBodyBytes: 2_000_000 });
  url = `${serving.url}/invocations`;
});
afterAll(() => serving[Symbol.asyncDispose]());

const columns = ['origin', 'date', 'distance'];
const cells = ['ATL', '2001-05-06T07:08:09', 800];
const csv = (lines: readonly string[]) => lines.join('\r\n');
const prediction = { probability: expect.closeTo(expectedProbability(1), 12), prediction: 1 };

test.each<[string, unknown]>([
  ['dataframe_split', { dataframe_split: { columns, data: [cells, cells] } }],
  ['dataframe_split with an index', { dataframe_split: { index: [0, 1], columns, data: [cells, cells] } }],
  ['dataframe_records', { dataframe_records: [row, row] }],
  ['instances of objects', { instances: [row, row] }],
  [
    'instances of lists, in the order of the signature',
    {
      instances: [
        [row.date, row.distance, row.origin],
        [row.date, row.distance, row.origin],
      ],
    },
  ],
  ['inputs of columns', { inputs: { date: [row.date, row.date], distance: [800, 800], origin: ['ATL', 'ATL'] } }],
  ['inputs of rows', { inputs: [row, row] }],
  ['empty params', { dataframe_records: [row, row], params: {} }],
  ['a time in milliseconds', { dataframe_records: [row, { ...row, date: Date.UTC(2001, 4, 6, 7) }] }],
  ['a byte order mark', `\uFEFF${JSON.stringify({ instances: [row, row] })}`],
])('Rows as %s are scored', async (_, body) => {
  const answer = await post(url, body);
  expect(answer).toMatchObject({ status: 200, type: expect.stringContaining('application/json') });
  expect(answer.json).toEqual({
    predictions: [prediction, prediction],
    model: { name: 'late', version: '1' },
    prediction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('Rows as CSV are scored, with quotes, empty cells and words for numbers', async () => {
  const lines = [
    'date,"distance",origin',
    '2001-05-06T07:08:09,800,"ATL"',
    ',,',
    '2001-05-06,nan,"A ""quoted"", one"',
    '',
  ];
  const answer = await post(url, csv(lines), { 'content-type': 'text/csv; charset=utf-8' });
  const unknown = 1 / (1 + Math.E);
  expect(answer.json['predictions']).toEqual([
    prediction,
    { probability: expect.closeTo(unknown, 12), prediction: 0 },
    { probability: expect.closeTo(unknown, 12), prediction: 0 },
  ]);
});

test('NaN and Infinity as Python writes them are read, and left alone in text', async () => {
  const body = (distance: string, origin: string) =>
    `{"instances":[{"date":"2001-05-06T07:08:09","distance":${distance},"origin":${JSON.stringify(origin)}}]}`;
  const one = async (distance: string, origin: string) => (await post(url, body(distance, origin))).json['predictions'];
  const missing = { probability: expect.closeTo(1 / (1 + Math.exp(-0.7)), 12), prediction: 1 };
  expect(await one('NaN', 'ATL')).toEqual([missing]);
  expect(await one('Infinity', 'NaN "Infinity" \\')).toEqual([{ probability: 1, prediction: 1 }]);
  expect(await one('-Infinity', 'ATL')).toEqual([{ probability: 0, prediction: 0 }]);
});

test('Missing values and unknown categories are scored as missing', async () => {
  const { json } = await post(url, {
    dataframe_records: [
      { ...row, origin: null },
      { ...row, origin: 'Atlantis' },
    ],
  });
  const [first, second] = json['predictions'] as unknown[];
  expect(first).toEqual(second);
});

const tooDeep = `{"instances":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;

test.each<[string, unknown, number, string, RegExp]>([
  ['text that is not JSON', '{"instances": [1', 400, 'PEN_REQUEST_INVALID', /not JSON/],
  ['half a word of Python', '{"instances": [NaNa]}', 400, 'PEN_REQUEST_INVALID', /not JSON/],
  ['an open string full of escapes', `{"a": NaN, "${'\\"'.repeat(900_000)}`, 400, 'PEN_REQUEST_INVALID', /not JSON/],
  ['no object', [row], 400, 'PEN_REQUEST_INVALID', /JSON object/],
  ['no form', {}, 400, 'PEN_REQUEST_INVALID', /dataframe_split, dataframe_records, instances, inputs/],
  ['an unknown form', { rows: [row] }, 400, 'PEN_REQUEST_INVALID', /"rows"/],
  ['two forms', { instances: [row], inputs: [row] }, 400, 'PEN_REQUEST_INVALID', /"instances", "inputs"/],
  ['params', { instances: [row], params: { a: 1 } }, 400, 'PEN_REQUEST_INVALID', /params/],
  ['no rows', { dataframe_records: [] }, 400, 'PEN_REQUEST_INVALID', /no rows/],
  ['too many rows', { instances: Array(51).fill(row) }, 413, 'PEN_REQUEST_INVALID', /51 rows.*at most 50/],
  ['rows that are no list', { instances: row }, 400, 'PEN_REQUEST_INVALID', /must be a list/],
  ['a record that is no object', { dataframe_records: [row, 1] }, 400, 'PEN_REQUEST_INVALID', /dataframe_records\[1\]/],
  ['split without data', { dataframe_split: { columns } }, 400, 'PEN_REQUEST_INVALID', /data must be a list/],
  [
    'split with a key too many',
    { dataframe_split: { columns, data: [cells], dtypes: 1 } },
    400,
    'PEN_REQUEST_INVALID',
    /"dtypes"/,
  ],
  [
    'split with a doubled column',
    { dataframe_split: { columns: ['date', 'date'], data: [] } },
    400,
    'PEN_REQUEST_INVALID',
    /twice/,
  ],
  [
    'split with a short row',
    { dataframe_split: { columns, data: [cells, ['ATL']] } },
    400,
    'PEN_REQUEST_INVALID',
    /Row 1 has 1 values for 3/,
  ],
  [
    'split with columns that are no texts',
    { dataframe_split: { columns: [1], data: [[1]] } },
    400,
    'PEN_REQUEST_INVALID',
    /texts/,
  ],
  [
    'columns of unequal length',
    { inputs: { date: [1], distance: [1, 2], origin: ['A'] } },
    400,
    'PEN_REQUEST_INVALID',
    /differ in length/,
  ],
  ['an instance of too few values', { instances: [[1]] }, 400, 'PEN_REQUEST_INVALID', /Row 0 has 1 values for 3/],
  [
    'unknown columns',
    { instances: [row, { ...row, gate: 1, pilot: 2 }] },
    400,
    'PEN_MODEL_INPUT',
    /Row 1.*unknown columns: "gate", "pilot"$/,
  ],
  [
    '__proto__ as a column',
    `{"instances":[{"__proto__":1,"date":null,"distance":1,"origin":"A"}]}`,
    400,
    'PEN_MODEL_INPUT',
    /unknown columns: "__proto__"/,
  ],
  [
    'missing columns',
    { instances: [{ date: row.date }] },
    400,
    'PEN_MODEL_INPUT',
    /Row 0.*missing columns: "distance", "origin"$/,
  ],
  [
    'columns of another spelling',
    { instances: [{ Date: 1, distance: 1, origin: 'A' }] },
    400,
    'PEN_MODEL_INPUT',
    /unknown columns: "Date"; missing columns: "date"/,
  ],
  [
    'text for a number',
    { instances: [row, { ...row, distance: '800' }] },
    400,
    'PEN_MODEL_INPUT',
    /^Row 1: Column "distance": expected a number, got text$/,
  ],
  ['a list for text', { instances: [{ ...row, origin: ['ATL'] }] }, 400, 'PEN_MODEL_INPUT', /"origin".*got a list/],
  [
    'a bad time',
    { instances: [{ ...row, date: '5 May 2001' }] },
    400,
    'PEN_MODEL_INPUT',
    /"date": expected a timestamp/,
  ],
  ['half a million brackets', tooDeep, 400, 'PEN_REQUEST_INVALID', /Row 0 has 1 values/],
  ['a body too large', 'x'.repeat(2_000_001), 413, 'PEN_REQUEST_INVALID', /larger/],
  ['an empty body', '', 400, 'PEN_REQUEST_INVALID', /no body/],
  ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 415, 'PEN_REQUEST_INVALID', /UTF-8/],
])('A request with %s is refused', async (_, body, status, code, message) => {
  const answer = await post(url, body);
  const errorCode = code === 'PEN_MODEL_INPUT' ? 'INVALID_PARAMETER_VALUE' : 'BAD_REQUEST';
  expect(answer).toMatchObject({ status, json: { code, error_code: errorCode, hint: expect.any(String) } });
  expect(answer.json['message']).toMatch(message);
});

test.each([
  ['no type', '', /must be application\/json or text\/csv/],
  ['another type', 'application/x-parquet', /must be application\/json or text\/csv/],
  ['another charset', 'application/json; charset=latin1', /charset=utf-8/],
  ['an unknown parameter', 'text/csv; header=absent', /charset=utf-8/],
  ['a type that is none', 'json', /application\/json/],
])('A content type that is %s is refused', async (_, type, message) => {
  const answer = await post(url, Buffer.from('{}'), { 'content-type': type });
  expect(answer).toMatchObject({ status: 415, json: { code: 'PEN_REQUEST_INVALID' } });
  expect(answer.json['message']).toMatch(message);
});

test('A compressed body is refused', async () => {
  const answer = await post(url, { instances: [row] }, { 'content-encoding': 'gzip' });
  expect(answer).toMatchObject({ status: 415, json: { message: expect.stringContaining('gzip') } });
});

test.each<[string, readonly string[], string, RegExp]>([
  ['no rows', ['date,distance,origin'], 'PEN_REQUEST_INVALID', /no rows/],
  ['a doubled column', ['date,date', '1,2'], 'PEN_REQUEST_INVALID', /twice/],
  ['a short row', ['date,distance,origin', '2001-01-01,1'], 'PEN_REQUEST_INVALID', /Row 0.*2 cells for 3/],
  ['an open quote', ['date,distance,origin', '2001-01-01,1,"ATL'], 'PEN_REQUEST_INVALID', /quote.*line 2/],
  ['an unknown column', ['date,distance,origin,gate', '2001-01-01,1,A,2'], 'PEN_MODEL_INPUT', /"gate"/],
  ['a missing column', ['date,distance', '2001-01-01,1'], 'PEN_MODEL_INPUT', /missing columns: "origin"/],
  ['a word for a number', ['date,distance,origin', '2001-01-01,far,A'], 'PEN_MODEL_INPUT', /Row 0: Column "distance"/],
  ['a hexadecimal number', ['date,distance,origin', '2001-01-01,0x10,A'], 'PEN_MODEL_INPUT', /"distance"/],
])('CSV with %s is refused', async (_, lines, code, message) => {
  const answer = await post(url, csv(lines), { 'content-type': 'text/csv' });
  expect(answer).toMatchObject({ status: 400, json: { code } });
  expect(answer.json['message']).toMatch(message);
});

test('A huge quoted cell is read, not choked on', async () => {
  const body = csv(['date,distance,origin', `2001-01-01,1,"${'""x,\n'.repeat(300_000)}"`]);
  expect((await post(url, body, { 'content-type': 'text/csv' })).status).toBe(200);
});

test('Bad requests leave the server as it was', async () => {
  expect((await post(url, { instances: [row] })).status).toBe(200);
});
