import type { TrainContext, TrainFunction } from '@penstock/core/contracts';
import { featureImportance } from '../gbt/feature-importance.ts';
import { type GbtParams, gbtParams } from '../gbt/gbt-params.ts';
import { type TreeEvent, trainGbt } from '../gbt/train-gbt.ts';
import { scorerOf } from '../scorer/scorer-of.ts';
import { checkParams } from './check-params.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { datasetBatch } from './dataset-batch.ts';
import { readTrainingData } from './read-training-data.ts';
import { scoreMetrics } from './score-metrics.ts';
import { writeModel } from './write-model.ts';

/** Milliseconds of work that a crash may cost. */
const CHECKPOINT_EVERY = 1000;

/** Trains gradient-boosted trees in a training process; goes on from the checkpoint of a crashed one. */
const train: TrainFunction = async (context) => {
  const params = checkParams('gbt', gbtParams, context.params);
  const { train: data, valid } = await readTrainingData(context);
  const file = new CheckpointFile(context.checkpointDir);
  const trained = await trainGbt(
    { train: data, valid, params, seed: context.seed },
    { signal: context.signal, checkpoint: await file.read(), onTree: reporter(context, params, file) },
  );
  const { model, resumedTrees } = trained;
  if (resumedTrees > 0) context.log(`went on from a checkpoint of ${resumedTrees} trees`);
  const measured = valid ?? data;
  const predictions = await scorerOf(model).scoreBatch(datasetBatch(measured));
  const gains = featureImportance(model, 'gain');
  const total = Object.values(gains).reduce((sum, gain) => sum + gain, 0);
  return {
    metrics: { ...scoreMetrics(measured, predictions), trees: model.trees.length },
    flavors: await writeModel(model, context.modelDir),
    importance: Object.fromEntries(Object.entries(gains).map(([name, gain]) => [name, total > 0 ? gain / total : 0])),
  };
};

export default train;

function reporter(context: TrainContext, params: GbtParams, file: CheckpointFile) {
  const loss = context.task === 'binary' ? 'logloss' : 'l2';
  let saved = performance.now();
  return async (event: TreeEvent) => {
    const valid = event.validLoss === undefined ? {} : { [`valid_${loss}`]: event.validLoss };
    const metrics = { [`train_${loss}`]: event.trainLoss, ...valid };
    context.progress({ step: event.trees, steps: params.numTrees, metrics });
    if (performance.now() - saved < CHECKPOINT_EVERY) return;
    await file.write(event.checkpoint());
    saved = performance.now();
  };
}
