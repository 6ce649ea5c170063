import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dictionary, Float64, Int32, Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import type {
  Params,
  Task,
  TrainContext,
  Trainer,
  TrainFunction,
  TrainProgress,
  TrainResult,
} from '../../contracts/trainer.ts';

/** What a job of the suite may differ in. */
export interface JobChange {
  readonly task?: Task;
  readonly params?: Params;
  readonly seed?: number;
  readonly train?: Table;
  /** `null`: none. */
  readonly valid?: Table | null;
  readonly signal?: AbortSignal;
}

export interface RanJob {
  readonly result: TrainResult;
  readonly modelDir: string;
  readonly progress: readonly TrainProgress[];
}

export const features: TrainContext['features'] = [
  { name: 'amount', type: 'numeric' },
  { name: 'noise', type: 'numeric' },
  { name: 'colour', type: 'categorical' },
];

/** Runs the trainer's module in this process, hands over what it did, and removes its folders. */
export async function runJob(
  trainer: Trainer,
  change: JobChange,
  use: (ran: RanJob) => Promise<void> | void,
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'penstock-suite-'));
  try {
    const [modelDir, checkpointDir] = [join(path, 'model'), join(path, 'checkpoints')];
    await mkdir(modelDir);
    await mkdir(checkpointDir);
    const { task = 'binary', seed = 1, train = suiteData(task, 1), valid = suiteData(task, 2) } = change;
    const data: Record<string, string> = { train: await writeTable(path, 'train', train) };
    if (valid !== null) data['valid'] = await writeTable(path, 'valid', valid);
    const progress: TrainProgress[] = [];
    const { default: run } = (await import(trainer.module)) as { default: TrainFunction };
    const result = await run({
      data,
      features,
      label: 'label',
      task,
      params: trainer.checkParams(change.params ?? {}, task),
      seed,
      modelDir,
      checkpointDir,
      signal: change.signal ?? new AbortController().signal,
      progress: (event) => void progress.push(event),
      log: (line) => assert.equal(typeof line, 'string'),
    });
    await use({ result, modelDir, progress });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Rows whose label follows from `amount` and `colour`, with missing values in both; `noise` says nothing. Colours come as
 * plain text in odd seeds and as a dictionary in even ones.
 */
export function suiteData(task: Task, seed: number, rows = 1200): Table {
  const colours = ['red', 'green', 'blue', 'grün'];
  const part = (row: number, prime: number) => ((row + seed * 131) * prime) % 1009;
  const at = Array.from({ length: rows }, (_, row) => row);
  const amount = at.map((row) => (part(row, 17) < 80 ? null : part(row, 31) / 100));
  const colour = at.map((row) => (part(row, 53) < 80 ? null : (colours[part(row, 71) % 4] ?? null)));
  const effect = at.map((row) => ((amount[row] ?? 9) > 5 ? 1 : -1) + (colour[row] === 'red' ? 1.2 : -0.3));
  const label = effect.map((value, row) =>
    task === 'binary' ? Number(value * 300 + part(row, 97) > 500) : value + part(row, 97) / 5000,
  );
  return new Table({
    amount: vectorFromArray(amount, new Float64()),
    noise: vectorFromArray(
      at.map((row) => part(row, 199)),
      new Int32(),
    ),
    colour: vectorFromArray(colour, seed % 2 === 1 ? new Utf8() : new Dictionary(new Utf8(), new Int32())),
    label: vectorFromArray(label, new Float64()),
  });
}

/** Columns as {@link suiteData} has them, the label replaced. */
export function withLabel(table: Table, label: (row: number) => number): Table {
  return table.assign(tableFromArrays({ label: Float64Array.from({ length: table.numRows }, (_, row) => label(row)) }));
}

async function writeTable(path: string, name: string, table: Table): Promise<string> {
  const file = join(path, `${name}.arrow`);
  await writeFile(file, tableToIPC(table, 'file'));
  return file;
}
