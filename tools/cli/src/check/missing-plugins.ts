import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AnyCapability } from '@penstock/core';
import {
  DriftDetector,
  Evaluator,
  ModelFlavor,
  ObjectStore,
  QueryEngine,
  ServingTarget,
  TableFormat,
  Tracking,
  Trainer,
  TrainingBackend,
  Tuner,
} from '@penstock/core/contracts';
import type { ModelNode, Pipeline, PipelineNode } from '@penstock/core/pipeline';
import { adviceFor, type Plan } from '@penstock/core/runtime';
import type { PipelineProblem } from './problem.ts';

/** What steps of a pipeline need and no plugin of the plan provides, and training modules that do not exist. */
export function missingPlugins(plan: Plan, pipeline: Pipeline): readonly PipelineProblem[] {
  const provided = new Set(plan.plugins.map((plugin) => plugin.provides));
  const missing = (needs: readonly AnyCapability[], what: string, at: string) =>
    needs
      .filter((capability) => !provided.has(capability.id))
      .map(
        (capability): PipelineProblem => ({
          code: 'PEN_CAPABILITY_MISSING',
          message: `${what} needs ${capability.id} (${capability.description}), which no plugin of the configuration provides`,
          at,
          hint: adviceFor(capability.id, [import.meta.url]),
        }),
      );
  return [
    ...missing([ObjectStore, TableFormat, QueryEngine], `Pipeline "${pipeline.name}"`, pipeline.at),
    ...pipeline.nodes.flatMap((node) => missing(needsOf(node), `${wordFor(node)} "${node.name}"`, node.at)),
    ...pipeline.nodes.filter((node) => node.kind === 'model').flatMap(missingModule),
  ];
}

/** Whether `with` names an algorithm; else it is a module or a command. */
export function isAlgorithm(wanted: ModelNode['options']['with'] | undefined): wanted is string {
  return typeof wanted === 'string' && !isPath(wanted);
}

function needsOf(node: PipelineNode): readonly AnyCapability[] {
  if (node.kind === 'predictions') return [Tracking, ModelFlavor];
  if (node.kind === 'monitor') return [Tracking, ModelFlavor, DriftDetector];
  if (node.kind !== 'model') return [];
  const { options } = node;
  return [
    Tracking,
    TrainingBackend,
    ModelFlavor,
    Evaluator,
    ...(isAlgorithm(options.with) || isAlgorithm(options.baseline) ? [Trainer] : []),
    ...(options.tune ? [Tuner] : []),
    ...(options.deploy === undefined ? [] : [ServingTarget]),
  ];
}

function missingModule(node: ModelNode): readonly PipelineProblem[] {
  const { with: wanted, baseline } = node.options;
  return [wanted, baseline]
    .filter((path) => typeof path === 'string' && isPath(path))
    .map((path) => ({ path: String(path), full: resolve(folderOf(node), String(path)) }))
    .filter(({ full }) => !existsSync(full))
    .map(({ path, full }) => ({
      code: 'PEN_PIPELINE_NOT_FOUND',
      message: `Model "${node.name}" trains with ${path}, which does not exist (${full})`,
      at: node.at,
      hint: 'Paths are relative to the file that defines the model.',
    }));
}

function folderOf(node: PipelineNode): string {
  return dirname(node.at.replace(/:\d+$/, ''));
}

function isPath(text: string): boolean {
  return /^\.{0,2}\//.test(text);
}

function wordFor({ kind }: PipelineNode): string {
  return {
    table: 'Table',
    'streaming-table': 'Table',
    view: 'View',
    model: 'Model',
    predictions: 'Table',
    monitor: 'Monitor',
  }[kind];
}
