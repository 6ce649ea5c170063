import type { Query, Relation } from '../../../../contracts/query-engine.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { TrainedOptions } from '../../../../pipeline/trained.ts';
import { quote } from '../../quote.ts';
import type { StepContext } from '../../step.ts';
import type { ModelIntent } from './intent.ts';
import { inShareSql, notInShareSql, sampleSql } from './key-sample.ts';
import { inWindowSql } from './windows.ts';

const validShare = 0.1;

/** Which part of the training window: `train` and `valid` never share a row. */
export type Part = 'train' | 'valid';

/** Writes the rows of a fit to an Arrow file; PEN_TRAINING_DATA when there are none. @returns how many */
export async function exportPart(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  { part, rows, path }: { readonly part: Part; readonly rows: number; readonly path: string },
): Promise<number> {
  const { name, at, options } = context.node;
  const query = fitQuery(options, intent, part, rows);
  const exported = await context.engine.exportArrow(query, path, { signal: context.signal });
  if (exported > 0) return exported;
  const { first, last, rows: all } = intent.windows.train;
  const what = part === 'train' ? 'to train on' : `for validation, which is a tenth of all "${options.key}"`;
  throw new PenstockError(
    'PEN_TRAINING_DATA',
    `"${name}": none of the ${all} rows of ${first}..${last} has a label and is left ${what}`,
    {
      at,
      hint: `Check that "${options.label}" is filled and "${options.key}" tells rows apart, or train on more periods.`,
    },
  );
}

/**
 * Rows of the training window for one fit. About `rows` of them are chosen by a hash of the key, so the same rows
 * are chosen every time, and a larger sample holds the smaller one.
 */
function fitQuery(options: TrainedOptions, intent: ModelIntent, part: Part, rows: number): Query {
  const columns = [
    ...options.features.features.map((feature) => quote(feature.name)),
    `${labelSql(options)} as ${quote(options.label)}`,
  ];
  const conditions = [
    inWindowSql(options.split, intent.windows.train),
    `${quote(options.label)} is not null`,
    (part === 'valid' ? inShareSql : notInShareSql)(options.key, 'validation', validShare),
    ...sampleSql(options.key, rows, intent.windows.train.rows),
  ];
  return source(`select ${columns.join(', ')} from {{rows}} where ${conditions.join(' and ')}`, intent.relation);
}

/** Rows of the test window with the given columns and the label. */
export function testQuery(options: TrainedOptions, intent: ModelIntent, columns: readonly string[]): Query {
  const list = [...new Set(columns)].map(quote);
  return source(
    `select ${[...list, `cast(${labelSql(options)} as double) as "__label"`].join(', ')} from {{rows}} where ${inWindowSql(options.split, intent.windows.test)}`,
    intent.relation,
  );
}

function labelSql(options: TrainedOptions): string {
  return options.task === 'binary'
    ? `cast(${quote(options.label)} as integer)`
    : `cast(${quote(options.label)} as double)`;
}

function source(sql: string, relation: Relation): Query {
  return { sql, relations: { rows: relation } };
}
