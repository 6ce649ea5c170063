import type { TableSchema } from '@penstock/core/contracts';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { checkTypeChanges } from '../src/schema/type-changes.ts';
import { deltaTables } from './support/delta.ts';
import { add, column, commitKey, metaData, protocol, putLines } from './support/hand-made-log.ts';
import { append } from './support/tables.ts';

const mapped = (name: string, type: unknown, id: number) =>
  column(name, type, { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': `col-${id}` });

const FIELDS = [
  mapped('part', 'date', 1),
  mapped('value', 'long', 2),
  mapped('nested', { type: 'struct', fields: [mapped('x', 'string', 4)] }, 3),
  mapped(
    'list',
    { type: 'array', elementType: { type: 'struct', fields: [mapped('y', 'long', 6)] }, containsNull: true },
    5,
  ),
  mapped(
    'map',
    {
      type: 'map',
      keyType: 'string',
      valueType: { type: 'struct', fields: [mapped('z', 'long', 8)] },
      valueContainsNull: true,
    },
    7,
  ),
];

async function table(mode: string, fields: readonly object[] = FIELDS) {
  const store = memoryObjectStore();
  const configuration = { 'delta.columnMapping.mode': mode };
  const stats = {
    numRecords: 3,
    minValues: { 'col-2': 1, value: 99 },
    maxValues: { 'col-2': 5 },
    nullCount: { 'col-2': 0 },
  };
  const partitionValues = { 'col-1': '2024-01-02', part: '1999-01-01' };
  await putLines(store, commitKey(0), [
    protocol(['columnMapping']),
    metaData({ configuration, partitionColumns: ['part'] }, fields),
    add('ab/file.parquet', { partitionValues, stats: JSON.stringify(stats) }),
  ]);
  return { store, tables: deltaTables(store).tables };
}

/** Every place of a schema, as `name: stored`. */
function places(schema: TableSchema): string[] {
  const found: string[] = [];
  const visit = (type: unknown): void => {
    if (typeof type !== 'object' || type === null) return;
    const { name, stored } = type as { name?: string; stored?: object };
    if (name !== undefined) found.push(`${name}: ${JSON.stringify(stored)}`);
    for (const [key, item] of Object.entries(type)) if (key !== 'stored' && key !== 'metadata') visit(item);
  };
  visit(schema);
  return found;
}

describe('column mapping', () => {
  test('by name: every field at every level has its physical name', async () => {
    const { schema } = await (await table('name')).tables.snapshot('t');
    const names = ['part', 'value', 'nested', 'x', 'list', 'y', 'map', 'z'];
    expect(places(schema)).toEqual(names.map((name, at) => `${name}: {"name":"col-${at + 1}"}`));
  });

  test('by id: every field at every level has its id', async () => {
    const { schema } = await (await table('id')).tables.snapshot('t');
    const names = ['part', 'value', 'nested', 'x', 'list', 'y', 'map', 'z'];
    expect(places(schema)).toEqual(names.map((name, at) => `${name}: {"id":${at + 1}}`));
  });

  test('off: names count, and what is left of an earlier mapping does not', async () => {
    const { schema, files } = await (await table('none')).tables.snapshot('t');
    expect(new Set(places(schema).map((place) => place.split(': ')[1]))).toEqual(new Set(['undefined']));
    expect(files[0]?.partitionValues).toEqual({ part: '1999-01-01' });
    expect(files[0]?.stats?.['value']).toEqual({ min: 99 });
  });

  test.each(['name', 'id'])(
    'by %s: statistics and partition values are given under the names of the schema',
    async (mode) => {
      const { files, partitionColumns } = await (await table(mode)).tables.snapshot('t');
      expect(partitionColumns).toEqual(['part']);
      expect(files[0]?.partitionValues).toEqual({ part: '2024-01-02' });
      expect(files[0]?.stats).toEqual({ value: { min: 1, max: 5, nullCount: 0 } });
    },
  );

  test('a field without its place is PEN_TABLE_CORRUPT and named', async () => {
    for (const mode of ['name', 'id']) {
      const fields = [...FIELDS, column('bare', 'long')];
      const { tables } = await table(mode, fields);
      const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () => tables.snapshot('t'));
      expect(error.message).toContain('"bare"');
    }
  });

  test('writing is refused by name while the mapping is on', async () => {
    const { tables } = await table('name');
    const error = await rejectsWithCode('PEN_TABLE_UNSUPPORTED', () => append(tables, 't', 1));
    expect(error.message).toContain('columnMapping');
  });
});

describe('changed types', () => {
  const changed = (type: unknown, ...changes: readonly (readonly [from: string, to: string])[]) =>
    ({
      type: 'struct',
      fields: [column('c', type, { 'delta.typeChanges': changes.map(([fromType, toType]) => ({ fromType, toType })) })],
    }) as TableSchema;

  test('are read when they are widenings', () => {
    for (const [from, to] of [
      ['byte', 'short'],
      ['short', 'long'],
      ['integer', 'double'],
      ['float', 'double'],
      ['date', 'timestamp_ntz'],
      ['decimal(10,2)', 'decimal(12,4)'],
      ['byte', 'decimal(11,1)'],
      ['byte', 'decimal(4,1)'],
      ['long', 'decimal(20,0)'],
    ] as const) {
      checkTypeChanges('t', changed(to, [from, to]));
    }
    checkTypeChanges('t', changed('long', ['byte', 'short'], ['short', 'long']));
  });

  test('are refused when they are not, with the column and the types', () => {
    for (const [from, to] of [
      ['long', 'integer'],
      ['long', 'double'],
      ['string', 'long'],
      ['decimal(10,2)', 'decimal(10,3)'],
      ['decimal(10,2)', 'decimal(12,1)'],
      ['integer', 'decimal(9,0)'],
      ['long', 'decimal(18,0)'],
      ['date', 'timestamp'],
      ['void', 'geometry'],
    ] as const) {
      const message = new RegExp(`"c" was changed from ${from.replace(/[()]/g, '\\$&')}.*typeWidening`);
      expect(() => checkTypeChanges('t', changed('string', [from, to])), `${from} ${to}`).toThrow(message);
    }
  });

  test('are looked for at every level', () => {
    const inner = column('x', 'long', { 'delta.typeChanges': [{ fromType: 'string', toType: 'long' }] });
    const schema = {
      type: 'struct',
      fields: [column('list', { type: 'array', elementType: { type: 'struct', fields: [inner] }, containsNull: true })],
    };
    expect(() => checkTypeChanges('t', schema as TableSchema)).toThrow(/list\.element\.x/);
  });

  test('bounds of a column that was a float hold for its values as doubles', async () => {
    const store = memoryObjectStore();
    const field = column('c', 'double', { 'delta.typeChanges': [{ fromType: 'float', toType: 'double' }] });
    const stats = '{"numRecords":2,"minValues":{"c":0.1},"maxValues":{"c":3.4}}';
    await putLines(store, commitKey(0), [protocol(['typeWidening']), metaData({}, [field]), add('f', { stats })]);
    const bounds = (await deltaTables(store).tables.snapshot('t')).files[0]?.stats?.['c'];
    expect(bounds).toEqual({ min: 0.1, max: Math.fround(3.4) });
  });
});
