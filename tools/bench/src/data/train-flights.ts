import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Params, Trainer, TrainFunction, TrainResult } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import trainerGbt from '@penstock/trainer-gbt';
import { flightFeatures } from './flights.ts';
import type { TrainingFiles } from './training-files.ts';

export interface TrainedFlights extends TrainResult {
  /** Holds the flavors' files. */
  readonly modelDir: string;
}

/** The job `late flights` for trainer-gbt, ready to run as training-local would run it, but in this process. */
export async function flightsJob(
  data: TrainingFiles,
  params: Params,
  scratch: string,
): Promise<() => Promise<TrainedFlights>> {
  await using opened = await openPlugin<Trainer>(trainerGbt);
  const { default: train } = (await import(opened.value.module)) as { default: TrainFunction };
  const checked = opened.value.checkParams(params, 'binary');
  const modelDir = await mkdtemp(join(scratch, 'model-'));
  const checkpointDir = await mkdtemp(join(scratch, 'checkpoint-'));
  return async () => ({
    modelDir,
    ...(await train({
      data: { train: data.train, valid: data.valid },
      features: flightFeatures.features,
      label: 'late',
      task: 'binary',
      params: checked,
      seed: 1,
      modelDir,
      checkpointDir,
      signal: new AbortController().signal,
      progress() {},
      log() {},
    })),
  });
}
