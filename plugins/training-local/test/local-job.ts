import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TrainingJob, TrainingProgram } from '@penstock/core/contracts';

/** A new folder with these files, removed when disposed. */
export async function folderWith(files: Readonly<Record<string, string>> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'penstock-training-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export function localJob(folder: string, program: TrainingProgram, change: Partial<TrainingJob> = {}): TrainingJob {
  return {
    name: 'job',
    program,
    data: { train: join(folder, 'train.arrow') },
    features: [],
    label: 'late',
    task: 'binary',
    params: {},
    seed: 1,
    modelDir: join(folder, 'model'),
    checkpointDir: join(folder, 'checkpoints'),
    ...change,
  };
}
