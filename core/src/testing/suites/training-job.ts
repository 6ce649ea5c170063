import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrainingJob } from '../../contracts/training-backend.ts';

/** A folder for one case with the programs and jobs it makes. */
export interface JobFolder {
  readonly path: string;
  /** A job that runs this body of `async (context) => { … }`; `marks` and `mark(text)` are at hand. */
  module(body: string, change?: Partial<TrainingJob>): Promise<TrainingJob>;
  /** A job that runs this script as a command of its own. */
  command(script: string, change?: Partial<TrainingJob>): Promise<TrainingJob>;
  /** Lines that programs of this folder wrote with `mark`. */
  marks(): Promise<readonly string[]>;
}

/** The result most programs return. */
export const done = "return { metrics: { auc: 0.75 }, flavors: { onnx: { data: 'model.onnx' } } };";

/** Runs `use` with a temporary folder, which is removed afterwards. */
export async function withJobs(use: (jobs: JobFolder) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'penstock-suite-'));
  let count = 0;
  const marksFile = join(path, 'marks.txt');
  const job = async (change: Partial<TrainingJob>, program: TrainingJob['program'], number: number) => {
    const dir = join(path, `job-${number}`);
    await mkdir(join(dir, 'model'), { recursive: true });
    await mkdir(join(dir, 'checkpoints'), { recursive: true });
    return {
      name: `suite-${number}`,
      program,
      data: { train: join(path, 'train.arrow') },
      features: [{ name: 'distance', type: 'numeric' }],
      label: 'late',
      task: 'binary',
      params: {},
      seed: 1,
      modelDir: join(dir, 'model'),
      checkpointDir: join(dir, 'checkpoints'),
      ...change,
    } satisfies TrainingJob;
  };
  const script = async (text: string, number: number) => {
    const file = join(path, `program-${number}.mjs`);
    await writeFile(file, `${prelude(marksFile)}\n${text}\n`);
    return file;
  };
  try {
    await writeFile(join(path, 'train.arrow'), '');
    await use({
      path,
      async module(body, change = {}) {
        const number = count++;
        const file = await script(`export default async (context) => {\n${body}\n};`, number);
        return job(change, { kind: 'module', module: pathToFileURL(file).href }, number);
      },
      async command(text, change = {}) {
        const number = count++;
        const file = await script(text, number);
        return job(change, { kind: 'command', command: [process.execPath, file] }, number);
      },
      async marks() {
        const text = await readFile(marksFile, 'utf8').catch(() => '');
        return text.split('\n').slice(0, -1);
      },
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

function prelude(marksFile: string): string {
  return `import { appendFileSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { env } from 'node:process';
const mark = (text) => appendFileSync(${JSON.stringify(marksFile)}, text + '\\n');
const send = (event) => writeSync(3, JSON.stringify(event) + '\\n');`;
}
