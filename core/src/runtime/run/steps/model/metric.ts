import type { TrainedOptions } from '../../../../pipeline/trained.ts';

const lowerIsBetter = new Set(['logloss', 'brier', 'ece', 'rmse', 'mae', 'mse', 'mape', 'l2']);

/** The metric that decides. */
export function metricOf(options: Pick<TrainedOptions, 'metric' | 'task'>): string {
  return options.metric ?? (options.task === 'binary' ? 'auc' : 'rmse');
}

export function directionOf(metric: string): 'maximize' | 'minimize' {
  return lowerIsBetter.has(metric) ? 'minimize' : 'maximize';
}
