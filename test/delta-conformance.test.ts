import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TableFormat, TableSchema } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin, rejectsWithCode } from '@penstock/core/testing';
import delta from '@penstock/table-delta';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = readFileSync(`${root}docs/delta-conformance.md`, 'utf8');

interface FeatureRow {
  readonly name: string;
  readonly read: string;
  readonly write: string;
}

const READER = featuresOf('Features that readers must know');
const WRITER = featuresOf('Features that only writers must know');
const SCHEMA: TableSchema = { type: 'struct', fields: [{ name: 'id', type: 'long', nullable: true, metadata: {} }] };

/** Rows of the feature table under a heading. */
function featuresOf(heading: string): readonly FeatureRow[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').flatMap((line) => {
    const [, name, read = '', write = ''] = /^\| (`[^`]+`|any other) +\| (\S+) +\| (\S+) +\|/.exec(line) ?? [];
    return name === undefined
      ? []
      : [{ name: name.replaceAll('`', '').replace('any other', 'nobodyKnows'), read, write }];
  });
}

/** A table whose protocol names one feature. */
async function tableWith(feature: string, isReader: boolean): Promise<TableFormat> {
  const store = memoryObjectStore();
  const protocol = isReader
    ? { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: [feature], writerFeatures: [feature] }
    : { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: [feature] };
  const metaData = {
    id: 'x',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify(SCHEMA),
    partitionColumns: [],
    configuration: {},
  };
  const lines = [{ protocol }, { metaData }].map((action) => JSON.stringify(action)).join('\n');
  await store.put('tables/t/_delta_log/00000000000000000000.json', Buffer.from(lines));
  return (await openPlugin<TableFormat>(delta, { needs: { store } })).value;
}

async function holds(allowed: string, feature: string, act: () => Promise<unknown>): Promise<void> {
  expect(['yes', 'refused']).toContain(allowed);
  if (allowed === 'yes') await act();
  else expect((await rejectsWithCode('PEN_TABLE_UNSUPPORTED', act)).message).toContain(feature);
}

describe('docs/delta-conformance.md', () => {
  test.each([
    ...READER.map((row) => [row.name, row, true] as const),
    ...WRITER.map((row) => [row.name, row, false] as const),
  ])('%s is read and written as it says', async (name, { read, write }, isReader) => {
    const tables = await tableWith(name, isReader);
    await holds(read, name, () => tables.snapshot('t'));
    const files = [{ key: tables.newFileKey('t'), size: 1, rows: 1, partitionValues: {}, stats: {} }];
    await holds(write, name, () => tables.write('t', { mode: 'append', schema: SCHEMA, files }));
  });

  test('names the features that the protocol has', () => {
    expect(READER.length + WRITER.length).toBeGreaterThan(30);
  });

  test('names tests that are there', () => {
    const named = Array.from(page.matchAll(/`((?:plugins\/[\w-]+\/)?test\/[\w.-]+\.test\.ts)`/g), (match) => match[1]);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});
