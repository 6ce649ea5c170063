import { DuckDBInstance } from '@duckdb/node-api';
import type { DataType, Scalar } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';
import { readOnlyStore } from './support/read-only-store.ts';
import { SHARED, SHARED_TABLES } from './support/shared-tables.ts';

const SQL_TYPES: Partial<Record<string, string>> = {
  string: 'varchar',
  long: 'bigint',
  integer: 'integer',
  short: 'smallint',
  byte: 'tinyint',
  float: 'double',
  double: 'double',
  date: 'date',
  timestamp: 'timestamptz',
  timestamp_ntz: 'timestamp',
};

const sqlType = (type: DataType) =>
  typeof type !== 'string' ? undefined : type.startsWith('decimal') ? type : SQL_TYPES[type];
const literal = (value: Scalar, type: string) => `'${String(value).replaceAll("'", "''")}'::${type}`;

/** Tables whose writer recorded bounds that its own rows leave; nothing in the log tells. */
const WRONG = ['issue_1374'];

const readable = SHARED_TABLES.filter(({ table, note, expect: wanted }) => {
  const { error, logOnly, mustRefuseRead } = wanted;
  const refused = error !== undefined || mustRefuseRead !== undefined || note?.startsWith('template');
  return !refused && !logOnly && !WRONG.includes(table);
});

describe.skipIf(readable.length === 0)(
  `statistics of other writers${readable.length > 0 ? '' : ' (needs ../shared/delta-tables)'}`,
  () => {
    test(`hold for the rows of every file (not looked at: ${WRONG.join(', ')})`, { timeout: 180_000 }, async () => {
      const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
      const connection = await instance.connect();
      await connection.run("set TimeZone = 'UTC'");
      let checked = 0;
      for (const { table } of readable) {
        const store = readOnlyStore(`${SHARED}/${table}`, 'tables/t');
        const { schema, files } = await deltaTables(store).tables.snapshot('t');
        for (const file of files.slice(0, 20)) {
          const path = await store.localFile(file.key);
          const source = `read_parquet($1, hive_partitioning = false)`;
          const present = await connection.runAndReadAll(`describe select * from ${source}`, [path]);
          const columns = new Set(present.getRows().map(([name]) => String(name)));
          for (const { name, type } of schema.fields) {
            const stats = file.stats?.[name];
            const sql = sqlType(type);
            if (!stats || !sql || !columns.has(name)) continue;
            const column = `"${name}"::${sql}`;
            const low = stats.min === undefined ? [] : [`${column} < ${literal(stats.min, sql)}`];
            const high = stats.max === undefined ? [] : [`${column} > ${literal(stats.max, sql)}`];
            const nulls =
              stats.nullCount === undefined ? '0' : `count(*) filter ("${name}" is null) - ${stats.nullCount}`;
            const outside = [...low, ...high].join(' or ') || 'false';
            const result = await connection.runAndReadAll(
              `select count(*) filter (${outside}), ${nulls} from ${source}`,
              [path],
            );
            expect(result.getRows()[0]?.map(Number), `${table} ${file.key} ${name}`).toEqual([0, 0]);
            checked++;
          }
        }
      }
      connection.closeSync();
      instance.closeSync();
      expect(checked).toBeGreaterThan(100);
    });
  },
);
