import { extname, isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PenstockError } from '@penstock/core';
import type { TrainingProgram } from '@penstock/core/contracts';

export interface ProgramCommand {
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** file: URL of the module, when it is one. */
  readonly module: string | undefined;
}

/** Arguments for Node that run a program under one of the two runners, as sources or as built files alike. */
export function programCommand(name: string, program: TrainingProgram): ProgramCommand {
  if (program.kind === 'module') {
    return { args: [runner('module-runner')], cwd: undefined, module: moduleUrl(name, program.module) };
  }
  return { args: [runner('command-runner'), ...program.command], cwd: program.cwd, module: undefined };
}

function runner(file: string): string {
  return fileURLToPath(new URL(`./program/${file}${extname(import.meta.url)}`, import.meta.url));
}

function moduleUrl(name: string, module: string): string {
  if (module.startsWith('file:')) return module;
  if (isAbsolute(module)) return pathToFileURL(module).href;
  throw new PenstockError('PEN_TRAINING_FAILED', `Training "${name}" names its module as "${module}"`, {
    at: name,
    hint: 'Give a file: URL or an absolute path, e.g. import.meta.resolve("./train.ts").',
  });
}
