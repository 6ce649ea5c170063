import type { Query, Relation } from '../../../../contracts/query-engine.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { Split } from '../../../../pipeline/trained.ts';
import { collectRows } from '../../collect-rows.ts';
import { quote, text } from '../../quote.ts';
import type { StepContext } from '../../step.ts';

/** Periods by the date they begin (`yyyy-MM-dd`), both ends included. */
export interface Window {
  readonly first: string;
  readonly last: string;
  readonly rows: number;
}
export interface Windows {
  readonly train: Window;
  readonly test: Window;
}

/** The newest whole periods: `test` of them for evaluation, the `train` before for training. */
export async function findWindows(context: StepContext<ModelNode>, relation: Relation): Promise<Windows> {
  const { split, key } = context.node.options;
  const query: Query = {
    sql: `select ${periodSql(split)} as period, cast(count(*) as double) as n, cast(count(*) - count(${quote(key)}) as double) as keyless from {{rows}} where ${quote(split.by)} is not null group by 1 order by 1`,
    relations: { rows: relation },
    at: context.node.at,
  };
  const periods = wholePeriods(await collectRows<Period>(context.engine, query, context.signal));
  if (periods.length < split.train + split.test) {
    throw new PenstockError(
      'PEN_TRAINING_DATA',
      `"${context.node.name}" needs ${split.train + split.test} periods (${split.every}) of data by ${split.by}; there are ${periods.length} whole ones`,
      {
        at: context.node.at,
        hint: 'Wait for more data or ask for fewer periods in `split`.',
      },
    );
  }
  const keyless = periods.slice(-split.train - split.test).reduce((sum, row) => sum + row.keyless, 0);
  if (keyless > 0)
    throw new PenstockError(
      'PEN_TRAINING_DATA',
      `"${context.node.name}": ${keyless} rows have no "${key}", which is to tell rows apart`,
      { at: context.node.at, hint: `Drop or quarantine them: keep(sql\`${key} is not null\`).else('quarantine').` },
    );
  const window = (rows: typeof periods): Window => ({
    first: rows[0]?.period ?? '',
    last: rows.at(-1)?.period ?? '',
    rows: rows.reduce((sum, row) => sum + row.n, 0),
  });
  return {
    train: window(periods.slice(-split.train - split.test, -split.test)),
    test: window(periods.slice(-split.test)),
  };
}

interface Period {
  readonly period: string;
  readonly n: number;
  /** Rows without a key. */
  readonly keyless: number;
}

/** Leaves out the newest periods that have barely begun: those with under half the rows of the median one. */
function wholePeriods(periods: readonly Period[]): readonly Period[] {
  const median = periods.map((item) => item.n).sort((a, b) => a - b)[Math.floor(periods.length / 2)] ?? 0;
  return periods.slice(0, periods.findLastIndex((item) => item.n >= median / 2) + 1);
}

/** Start of a row's period as text. */
export function periodSql(split: Pick<Split, 'by' | 'every'>): string {
  return `cast(cast(date_trunc('${split.every}', ${quote(split.by)}) as date) as varchar)`;
}

export function inWindowSql(split: Pick<Split, 'by' | 'every'>, window: Pick<Window, 'first' | 'last'>): string {
  return `${periodSql(split)} between ${text(window.first)} and ${text(window.last)}`;
}
