import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEngine } from './support/open-engine.ts';
import { flow, rowsOf } from './support/rows.ts';

const rowsSql = (count: number) =>
  `select range as id, md5(range::varchar) as h, range % 2 as part from range(${count})`;

test('outputs of large inputs are split into files, none of which is without rows', async () => {
  await using opened = await openEngine({ threads: 2, targetFileSize: 1_000_000 });
  const { engine, tables } = opened;
  await engine.runFlow(flow('source', rowsSql(900_000), {}));
  const relations = { s: { kind: 'table' as const, table: 'source', version: 0 } };
  for (const partitionBy of [undefined, ['part']]) {
    const target = `split_${partitionBy ?? 'whole'}`;
    const expectations = [{ name: 'even', predicate: 'id % 3 > 0', action: 'drop' as const }];
    const result = await engine.runFlow(flow(target, 'select * from {{s}}', relations, { partitionBy, expectations }));
    expect(result.rows).toEqual({ in: 900_000, kept: 600_000, dropped: 300_000, quarantined: 0 });
    expect(result.files).toBeGreaterThan(partitionBy ? 2 : 1);
    const { files } = await tables.snapshot(target);
    expect(files).toHaveLength(result.files);
    expect(files.every((file) => (file.rows ?? 0) > 0)).toBe(true);
    const t = { t: { kind: 'table' as const, table: target, version: 0 } };
    expect(await rowsOf(engine, 'select count(distinct id) as n, count(distinct h) as h from {{t}}', t)).toEqual([
      { n: 600_000n, h: 600_000n },
    ]);
  }
});

test('rows keep the order of the query, in tables and results', async () => {
  await using opened = await openEngine({ threads: 2 });
  const expectations = [{ name: 'most', predicate: 'id % 7 <> 3', action: 'drop' as const }];
  for (const rules of [[], expectations]) {
    const target = `ordered${rules.length}`;
    await opened.engine.runFlow(flow(target, `${rowsSql(120_000)} order by h desc`, {}, { expectations: rules }));
    const t = { t: { kind: 'table' as const, table: target, version: 0 } };
    const rows = await rowsOf(opened.engine, 'select h from {{t}}', t);
    const texts = rows.map((row) => String(row.h));
    expect(texts).toEqual([...texts].sort().reverse());
  }
});

test('an Arrow file that cannot be written is named', async () => {
  await using opened = await openEngine({ threads: 2 });
  const path = join(opened.dir, 'no such folder', 'x.arrow');
  await expect(opened.engine.exportArrow({ sql: 'select 1 as a', relations: {} }, path)).rejects.toMatchObject({
    code: 'PEN_STORAGE_FAILED',
    details: { at: path },
  });
});

test('the version names plugin and DuckDB', async () => {
  await using opened = await openEngine();
  expect(opened.engine.version).toMatch(/^engine-duckdb \d+\.\d+\.\d+ duckdb v\d+\.\d+\.\d+$/);
});
