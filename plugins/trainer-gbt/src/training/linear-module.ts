import type { TrainFunction } from '@penstock/core/contracts';
import { linearParams } from '../linear/linear-params.ts';
import { trainLinear } from '../linear/train-linear.ts';
import { scorerOf } from '../scorer/scorer-of.ts';
import { checkParams } from './check-params.ts';
import { datasetBatch } from './dataset-batch.ts';
import { readTrainingData } from './read-training-data.ts';
import { scoreMetrics } from './score-metrics.ts';
import { writeModel } from './write-model.ts';

/** Trains the linear baseline in a training process. */
const train: TrainFunction = async (context) => {
  const params = checkParams('linear', linearParams, context.params);
  const { train: data, valid } = await readTrainingData(context);
  const loss = context.task === 'binary' ? 'train_logloss' : 'train_l2';
  const model = await trainLinear(
    { train: data, params, seed: context.seed },
    {
      signal: context.signal,
      onPass: ({ passes, trainLoss }) =>
        context.progress({ step: passes, steps: params.passes, metrics: { [loss]: trainLoss } }),
    },
  );
  const measured = valid ?? data;
  const predictions = await scorerOf(model).scoreBatch(datasetBatch(measured));
  return { metrics: scoreMetrics(measured, predictions), flavors: await writeModel(model, context.modelDir) };
};

export default train;
