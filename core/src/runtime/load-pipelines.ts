import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PenstockError } from '../errors/penstock-error.ts';
import { isPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import type { Plan } from './plan.ts';

/**
 * Imports the pipeline files of a plan.
 * @throws PEN_PIPELINE_NOT_FOUND for a missing file or export, PEN_PIPELINE_INVALID for doubled names, and what a
 * definition itself throws.
 */
export async function loadPipelines(plan: Plan): Promise<readonly Pipeline[]> {
  const pipelines: Pipeline[] = [];
  for (const entry of plan.pipelines) {
    const loaded = await loadPipeline(plan, entry);
    const double = pipelines.find((item) => item.name === loaded.name);
    if (double)
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `Two pipelines are called "${loaded.name}": ${double.at} and ${loaded.at}`,
        { at: loaded.at },
      );
    pipelines.push(loaded);
  }
  return pipelines;
}

async function loadPipeline(plan: Plan, entry: string): Promise<Pipeline> {
  const [path = '', name = 'default'] = entry.split('#');
  const shown = relative(plan.baseDir, path) || path;
  if (!existsSync(path))
    throw new PenstockError('PEN_PIPELINE_NOT_FOUND', `The pipeline file ${shown} does not exist`, { at: path });
  const module = await importFile(plan, path, shown);
  const value = module[name];
  if (isPipeline(value)) return value;
  const problem =
    value === undefined ? `has no export "${name}"` : `exports "${name}", which was not made with pipeline()`;
  throw new PenstockError('PEN_PIPELINE_NOT_FOUND', `The pipeline file ${shown} ${problem}`, {
    at: path,
    hint: 'End the file with `export default pipeline(…)`.',
  });
}

async function importFile(plan: Plan, path: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    if (PenstockError.is(cause)) throw cause;
    throw new PenstockError(
      'PEN_PIPELINE_NOT_FOUND',
      `The pipeline file ${shown} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        at: placeIn(cause, plan.baseDir) ?? path,
        cause,
        hint: 'Correct what it says; `penstock check` then loads the file again.',
      },
    );
  }
}

/** `file:line` of the project's code in which an error arose, syntax errors too. */
function placeIn(error: unknown, baseDir: string): string | undefined {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  for (const line of lines) {
    const found = /^(?:at (?:.*?\()?)?((?:file:\/\/|\/|[A-Za-z]:\\).+?):(\d+)(?::\d+)?\)?$/.exec(line.trim());
    if (!found?.[1]) continue;
    const file = found[1].startsWith('file:') ? fileURLToPath(found[1]) : found[1];
    if (file.startsWith(baseDir + sep) && !file.includes('node_modules')) return `${file}:${found[2]}`;
  }
  return undefined;
}
