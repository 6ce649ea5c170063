import type { ColumnProfile, DataType } from '@penstock/core/contracts';
import type { Session } from './database/session.ts';
import type { BoundColumn, BoundQuery } from './relations/bind-query.ts';

/** Counts, bounds and moments of every column in one pass; `distinct` is exact. */
export async function profileQuery(session: Session, bound: BoundQuery): Promise<readonly ColumnProfile[]> {
  const measures = bound.columns.flatMap((column, i) => columnMeasures(column, i));
  const sql = `select ${['cast(count(*) as double) as n', ...measures].join(', ')} from (\n${bound.sql}\n)`;
  const [row = {}] = await session.rows<Record<string, string | number | null>>(sql).catch((error: unknown) => {
    throw bound.fail(error, 1);
  });
  const rows = Number(row.n);
  return bound.columns.map((column, i): ColumnProfile => {
    const text = (name: string) => {
      const value = row[`${name}${i}`];
      return value === null || value === undefined ? undefined : String(value);
    };
    const number = (name: string) => {
      const value = text(name);
      return value === undefined ? undefined : Number(value);
    };
    return {
      column: column.name,
      type: typeof column.type === 'string' ? column.type : column.type.type,
      rows,
      nulls: rows - (number('count') ?? 0),
      distinct: number('distinct') ?? 0,
      min: text('min'),
      max: text('max'),
      mean: number('mean'),
      stddev: number('stddev'),
    };
  });
}

function columnMeasures({ sql, type }: BoundColumn, i: number): string[] {
  const measures = [
    `cast(count(${sql}) as double) as count${i}`,
    `cast(count(distinct ${sql}) as double) as distinct${i}`,
  ];
  if (typeof type !== 'string' || type === 'binary') return measures;
  measures.push(`cast(min(${sql}) as varchar) as min${i}`, `cast(max(${sql}) as varchar) as max${i}`);
  if (!isNumeric(type)) return measures;
  // NaN and infinity have no mean; stddev fails on them.
  const finite = `case when isfinite(cast(${sql} as double)) then cast(${sql} as double) end`;
  return [...measures, `avg(${finite}) as mean${i}`, `stddev_samp(${finite}) as stddev${i}`];
}

function isNumeric(type: DataType): boolean {
  return typeof type === 'string' && /^(long|integer|short|byte|float|double|decimal)/.test(type);
}
