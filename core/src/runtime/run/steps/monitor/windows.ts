import type { Relation } from '../../../../contracts/query-engine.ts';
import type { MonitorNode } from '../../../../pipeline/node.ts';
import { collectRows } from '../../collect-rows.ts';
import { quote } from '../../quote.ts';
import type { StepContext } from '../../step.ts';
import { periodSql } from '../model/windows.ts';
import { wholeTable } from '../sources.ts';

/** Predictions of one version in one period. */
export interface MonitoredWindow {
  readonly period: string;
  readonly modelVersion: string;
  readonly rows: number;
  readonly labelled: number;
}

/** Tables at the versions that this update looks at. */
export interface MonitorInputs {
  readonly predictions: Relation;
  /** The table that was scored, which has the features. */
  readonly source: Relation;
  readonly labels?: Relation;
}

export async function monitorInputs(context: StepContext<MonitorNode>): Promise<MonitorInputs> {
  const { options } = context.node;
  const predictions = await wholeTable(context, options.predictions.name);
  const source = await wholeTable(context, options.predictions.options.from.name);
  return {
    predictions,
    source,
    ...(options.labels ? { labels: await wholeTable(context, options.labels.from.name) } : {}),
  };
}

/** All windows there are, with how many of their rows have a label by now; oldest first. */
export async function findMonitoredWindows(
  context: StepContext<MonitorNode>,
  inputs: MonitorInputs,
): Promise<readonly MonitoredWindow[]> {
  const { options } = context.node;
  const { labels } = options;
  const period = periodSql(options);
  const join = labels
    ? ` left join (select ${quote(labels.key)} as k, ${quote(labels.column)} as l from {{labels}}) y on p.${quote(labels.key)} = y.k`
    : '';
  const sql = `select ${period} as period, model_version as "modelVersion", cast(count(*) as double) as rows, cast(${labels ? 'count(y.l)' : '0'} as double) as labelled from {{predictions}} p${join} where ${quote(options.by)} is not null group by 1, 2 having count(*) >= ${options.minRows ?? 500} order by 1, 2`;
  const relations = { predictions: inputs.predictions, ...(inputs.labels ? { labels: inputs.labels } : {}) };
  return collectRows<MonitoredWindow>(context.engine, { sql, relations, at: context.node.at }, context.signal);
}
