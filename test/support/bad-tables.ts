import type { ErrorCode } from '@penstock/core';

/** Tables that fail when they are run. The definition of `bad` begins at line 4 of its file and reads from `raw`. */
export interface BadTable {
  readonly name: string;
  readonly definition: string;
  readonly code: ErrorCode;
  /** 0 where the place is the table. */
  readonly line: number;
  readonly message: RegExp;
  readonly hint?: RegExp;
}

const withRule = (rule: string) =>
  `const bad = table('bad', sql\`select * from \${raw}\`, { expect: {\n  good: ${rule},\n} });`;

export const badTables: readonly BadTable[] = [
  {
    name: 'an unknown column',
    definition: "const bad = table('bad', sql`\n  select id,\n    nope\n  from ${raw}`);",
    code: 'PEN_SQL_INVALID',
    line: 6,
    message: /^Table "bad": .*"nope" not found/,
  },
  {
    name: 'SQL with a syntax error',
    definition: "const bad = table('bad', sql`\n  selec id\n  from ${raw}`);",
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /syntax error at or near "selec"/,
  },
  {
    name: 'two statements',
    definition: "const bad = table('bad', sql`select * from ${raw}; select 1`);",
    code: 'PEN_SQL_INVALID',
    line: 4,
    message: /holds 2 statements/,
  },
  {
    name: 'a semicolon at the end',
    definition: "const bad = table('bad', sql`select * from ${raw};`);",
    code: 'PEN_SQL_INVALID',
    line: 4,
    message: /remove a semicolon/,
  },
  {
    name: 'a statement that writes',
    definition: "const bad = table('bad', sql`create table t as select 1 as x`);",
    code: 'PEN_SQL_INVALID',
    line: 4,
    message: /not a SELECT/,
  },
  {
    name: 'a parameter',
    definition: "const bad = table('bad', sql`select * from ${raw} where id = ?`);",
    code: 'PEN_SQL_INVALID',
    line: 4,
    message: /has a parameter/,
  },
  {
    name: 'a table that is only a name in the text',
    definition: "const bad = table('bad', sql`select * from orders`);",
    code: 'PEN_SQL_INVALID',
    line: 4,
    message: /Table with name orders does not exist$/,
    hint: /\$\{orders\}/,
  },
  {
    name: 'two columns of one name',
    definition: "const bad = table('bad', sql`select id, v as ID from ${raw}`);",
    code: 'PEN_SCHEMA_INVALID',
    line: 4,
    message: /two columns are called "ID"/,
  },
  {
    name: 'a type that tables cannot hold',
    definition: "const bad = table('bad', sql`select id, interval 1 day as span from ${raw}`);",
    code: 'PEN_TYPE_UNSUPPORTED',
    line: 4,
    message: /column "span" is INTERVAL/,
  },
  {
    name: 'a value that cannot be cast',
    definition: "const bad = table('bad', sql`\n  select id,\n    cast('n' || v as integer) as v\n  from ${raw}`);",
    code: 'PEN_ENGINE_FAILED',
    line: 6,
    message: /Could not convert string 'n1' to INT32/,
  },
  {
    name: 'a partition by a column that does not exist',
    definition: "const bad = table('bad', sql`select * from ${raw}`, { partitionBy: ['day'] });",
    code: 'PEN_TABLE_INVALID',
    line: 0,
    message: /partitioned by "day", which is no column/,
  },
  {
    name: 'an expectation about an unknown column',
    definition: withRule("keep(sql`nope > 0`).else('drop')"),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /expectation "good": .*"nope" not found/,
  },
  {
    name: 'an expectation with a syntax error',
    definition: withRule("keep(sql`v >`).else('quarantine')"),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /expectation "good": syntax error/,
  },
  {
    name: 'an expectation about all rows',
    definition: withRule("keep(sql`count(*) > 0`).else('drop')"),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /cannot contain aggregates/,
  },
  {
    name: 'an expectation about the rows around',
    definition: withRule('keep(sql`row_number() over () > 0`)'),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /cannot contain window functions/,
  },
  {
    name: 'an expectation that is a number',
    definition: withRule("keep(sql`v`).else('drop')"),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /it is BIGINT, not true or false/,
  },
  {
    name: 'an expectation of two expressions',
    definition: withRule("keep(sql`v > 0, id > 0`).else('drop')"),
    code: 'PEN_SQL_INVALID',
    line: 5,
    message: /not one expression|not true or false/,
  },
  {
    name: 'rows that break a rule which fails',
    definition: withRule("keep(sql`v > 1`).else('fail')"),
    code: 'PEN_EXPECTATION_FAILED',
    line: 0,
    message: /was left as it was: rows break "good" \(1 of 3 rows\)/,
    hint: /good: 1 failed/,
  },
];
