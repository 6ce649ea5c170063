import { readFile } from 'node:fs/promises';
import { PenstockError } from '@penstock/core';
import type { TrainContext } from '@penstock/core/contracts';
import { tableFromIPC } from 'apache-arrow';
import { datasetFromArrow } from '../dataset/arrow-dataset.ts';
import type { Dataset } from '../dataset/dataset.ts';

type Job = Pick<TrainContext, 'data' | 'features' | 'label' | 'task'>;

/**
 * The data sets of a training job.
 * @throws PEN_TRAINING_DATA naming the file or column that is absent or cannot be used.
 */
export async function readTrainingData(job: Job): Promise<{ train: Dataset; valid: Dataset | undefined }> {
  const train = await readDataset(job, 'train');
  if (train === undefined) throw new PenstockError('PEN_TRAINING_DATA', 'The job has no train data', { at: 'train' });
  return { train, valid: await readDataset(job, 'valid') };
}

async function readDataset({ data, features, label, task }: Job, name: string): Promise<Dataset | undefined> {
  const path = data[name];
  if (path === undefined) return undefined;
  let table: ReturnType<typeof tableFromIPC>;
  try {
    table = tableFromIPC(await readFile(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The file of the ${name} data, ${path}, cannot be read as Arrow IPC: ${reason}`;
    throw new PenstockError('PEN_TRAINING_DATA', message, { at: path, cause });
  }
  return datasetFromArrow(table, { features, label, task }, `${name} data`);
}
