import { QueryEngine, type Relation, Trainer } from '@penstock/core/contracts';
import type { ModelNode, Pipeline, PipelineNode } from '@penstock/core/pipeline';
import type { Platform } from '@penstock/core/runtime';
import { definitionQuery, nodeRelation } from './definition-query.ts';
import { isAlgorithm } from './missing-plugins.ts';
import { type PipelineProblem, problemOf } from './problem.ts';

export interface DeepCheck {
  readonly problems: readonly PipelineProblem[];
  /** Steps whose SQL the engine has understood. */
  readonly understood: readonly string[];
  /** Steps that could not be looked at, since what they read from is not there yet. */
  readonly unseen: readonly string[];
}

/**
 * What only plugins that are set up can tell: whether the SQL and the rules of every table make sense, whether models find their
 * columns, and whether their trainers exist and take the parameters. No row is read or written.
 */
export async function deepCheck(platform: Platform, pipeline: Pipeline): Promise<DeepCheck> {
  const problems: PipelineProblem[] = [];
  const understood: string[] = [];
  const unseen: string[] = [];
  const broken = new Set<PipelineNode>();
  for (const node of pipeline.nodes) {
    if (node.kind === 'model')
      problems.push(...trainerProblems(platform, node), ...(await columnProblems(platform, node, broken)));
    if (node.kind !== 'table' && node.kind !== 'streaming-table' && node.kind !== 'view') continue;
    // What reads from a broken definition would only repeat its error.
    if (readsFrom(node, broken)) {
      broken.add(node);
      continue;
    }
    const found = await queryProblems(platform, node);
    if (found === undefined) unseen.push(node.name);
    else if (found.length === 0) understood.push(node.name);
    else {
      broken.add(node);
      problems.push(...found);
    }
  }
  return { problems, understood, unseen };
}

type Queried = Extract<PipelineNode, { query: unknown }>;

function readsFrom(node: Queried, broken: ReadonlySet<PipelineNode>): boolean {
  return Object.values(node.query.references).some((reference) =>
    'source' in reference ? reference.source === 'stream' && broken.has(reference.table) : broken.has(reference),
  );
}

async function queryProblems(platform: Platform, node: Queried): Promise<readonly PipelineProblem[] | undefined> {
  const query = await definitionQuery(platform, node.query);
  if (query === undefined) return undefined;
  const engine = platform.get(QueryEngine);
  try {
    await engine.describe(query);
  } catch (error) {
    return [problemOf(error, node.at)];
  }
  if (node.kind === 'view') return [];
  const problems: PipelineProblem[] = [];
  for (const [name, { predicate }] of Object.entries(node.options.expect ?? {})) {
    const rows: Relation = { kind: 'query', query };
    const rule = { sql: `select (${predicate.text}) as rule from {{rows}}`, relations: { rows }, at: predicate.at };
    try {
      const { fields } = await engine.describe(rule);
      if (fields[0]?.type !== 'boolean')
        problems.push({
          code: 'PEN_SQL_INVALID',
          message: `Expectation "${name}" of "${node.name}" is not true or false`,
          at: predicate.at,
          hint: 'Write a condition that holds for good rows.',
        });
    } catch (error) {
      const problem = problemOf(error, predicate.at);
      problems.push({ ...problem, message: `Expectation "${name}" of "${node.name}": ${problem.message}` });
    }
  }
  return problems;
}

function trainerProblems(platform: Platform, { name, at, options }: ModelNode): readonly PipelineProblem[] {
  const trainers = platform.all(Trainer).map((entry) => entry.value);
  const known = trainers.map((trainer) => trainer.algorithm).join(', ') || 'none';
  return [options.with, options.baseline].filter(isAlgorithm).flatMap((algorithm) => {
    const trainer = trainers.find((item) => item.algorithm === algorithm);
    if (trainer === undefined)
      return [
        {
          code: 'PEN_CAPABILITY_MISSING' as const,
          message: `Model "${name}" trains with "${algorithm}", but no trainer of that name is configured (configured: ${known})`,
          at,
        },
      ];
    if (algorithm !== options.with) return [];
    try {
      trainer.checkParams(options.params ?? {}, options.task);
      return [];
    } catch (error) {
      return [problemOf(error, at)];
    }
  });
}

async function columnProblems(
  platform: Platform,
  { name, at, options }: ModelNode,
  broken: ReadonlySet<PipelineNode>,
): Promise<readonly PipelineProblem[]> {
  if (broken.has(options.from)) return [];
  const relation = await nodeRelation(platform, options.from);
  if (relation === undefined) return [];
  const { fields } = await platform
    .get(QueryEngine)
    .describe({ sql: 'select * from {{rows}}', relations: { rows: relation } });
  const present = new Set(fields.map((field) => field.name));
  const needed = [
    options.key,
    options.label,
    options.split.by,
    ...(options.evaluate?.slices ?? []),
    ...options.features.features.map((feature) => feature.name),
  ];
  const missing = [...new Set(needed)].filter((column) => !present.has(column));
  if (missing.length === 0) return [];
  return [
    {
      code: 'PEN_FEATURES_INVALID',
      message: `Model "${name}" needs ${missing.length > 1 ? 'columns' : 'column'} ${missing.join(', ')}, which "${options.from.name}" does not have`,
      at,
      hint: `It has ${[...present].join(', ')}.`,
    },
  ];
}
