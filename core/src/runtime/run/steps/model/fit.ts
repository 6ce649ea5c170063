import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Params, TrainProgress, TrainResult } from '../../../../contracts/trainer.ts';
import { TrainingBackend } from '../../../../contracts/training-backend.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import type { Program } from './program.ts';

export interface Fit {
  readonly name: string;
  readonly program: Program;
  readonly params: Params;
  readonly data: { readonly train: string; readonly valid: string };
  /** Folder of this fit: `model/` and `checkpoint/` are in it. */
  readonly dir: string;
  onProgress(event: TrainProgress): void;
  onLog?(line: string): void;
}

export interface Fitted extends TrainResult {
  readonly modelDir: string;
  readonly progress: readonly TrainProgress[];
}

/** Trains once, in a process of the training backend. Checkpoints of an interrupted fit are used. */
export async function fit(
  context: StepContext<ModelNode>,
  { name, program, params, data, dir, onProgress, onLog }: Fit,
): Promise<Fitted> {
  const { options } = context.node;
  const modelDir = join(dir, 'model');
  const checkpointDir = join(dir, 'checkpoint');
  await rm(modelDir, { recursive: true, force: true });
  await mkdir(modelDir, { recursive: true });
  await mkdir(checkpointDir, { recursive: true });
  const progress: TrainProgress[] = [];
  const result = await context.host.get(TrainingBackend).run({
    name,
    program: program.program,
    data,
    features: options.features.features.map((feature) => ({ name: feature.name, type: feature.type })),
    label: options.label,
    task: options.task,
    params: program.checkParams(params, options.task),
    seed: options.seed ?? 42,
    modelDir,
    checkpointDir,
    signal: context.signal,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    onProgress: (event) => {
      progress.push(event);
      onProgress(event);
    },
    ...(onLog ? { onLog: (line: string) => onLog(line) } : {}),
  });
  return { ...result, modelDir, progress };
}
