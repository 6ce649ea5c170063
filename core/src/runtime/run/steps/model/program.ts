import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Params, Task } from '../../../../contracts/trainer.ts';
import { Trainer } from '../../../../contracts/trainer.ts';
import type { TrainingProgram } from '../../../../contracts/training-backend.ts';
import type { SearchSpace } from '../../../../contracts/tuner.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { TrainedOptions } from '../../../../pipeline/trained.ts';
import type { StepContext } from '../../step.ts';

/** What trains, whether a configured trainer, a module of the user's, or a command. */
export interface Program {
  readonly label: string;
  /** Changes when the code does. */
  readonly version: string;
  readonly program: TrainingProgram;
  readonly searchSpace: SearchSpace;
  checkParams(params: Params, task: Task): Params;
}

/** @throws PEN_CAPABILITY_MISSING naming the configured trainers; PEN_PIPELINE_NOT_FOUND for a missing module. */
export async function resolveProgram(context: StepContext, wanted: TrainedOptions['with']): Promise<Program> {
  const folder = dirname(context.node.at.replace(/:\d+$/, ''));
  if (typeof wanted !== 'string') {
    return {
      label: wanted.command.join(' '),
      version: await digestOf(wanted.command.map((part) => resolve(folder, part))),
      program: { kind: 'command', command: wanted.command, cwd: folder },
      searchSpace: {},
      checkParams: (params) => params,
    };
  }
  if (/^\.{0,2}\//.test(wanted)) {
    const path = resolve(folder, wanted);
    const version = await digestOf([path]);
    if (version === '')
      throw new PenstockError(
        'PEN_PIPELINE_NOT_FOUND',
        `Training module ${wanted} of "${context.node.name}" does not exist (${path})`,
        { at: context.node.at },
      );
    return {
      label: wanted,
      version,
      program: { kind: 'module', module: pathToFileURL(path).href },
      searchSpace: {},
      checkParams: (params) => params,
    };
  }
  const trainers = context.host.all(Trainer).map((entry) => entry.value);
  const trainer = trainers.find((item) => item.algorithm === wanted);
  if (trainer === undefined) {
    const known = trainers.map((item) => item.algorithm).join(', ') || 'none';
    throw new PenstockError(
      'PEN_CAPABILITY_MISSING',
      `"${context.node.name}" trains with "${wanted}", but no trainer of that name is configured (configured: ${known})`,
      { at: context.node.at },
    );
  }
  return {
    label: wanted,
    version: trainer.version,
    program: { kind: 'module', module: trainer.module },
    searchSpace: trainer.searchSpace,
    checkParams: (params, task) => trainer.checkParams(params, task),
  };
}

/** Digest of those of the paths that are files; empty when none is. */
async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  let found = false;
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) continue;
    hash.update(bytes);
    found = true;
  }
  return found ? hash.digest('hex') : '';
}
