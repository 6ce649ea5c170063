import type { Metric, Tracking } from '../../../../contracts/tracking.ts';
import type { Params } from '../../../../contracts/trainer.ts';
import type { Fitted } from './fit.ts';

/** Records parameters, the metrics of every step and the final ones. */
export async function logFit(tracking: Tracking, runId: string, params: Params, fitted: Fitted): Promise<void> {
  const timestamp = Date.now();
  const metrics: Metric[] = fitted.progress.flatMap(({ step, metrics: values }) =>
    Object.entries(values ?? {}).map(([key, value]) => ({ key, value, timestamp, step })),
  );
  const last = fitted.progress.at(-1)?.step ?? 0;
  for (const [key, value] of Object.entries(fitted.metrics))
    metrics.push({ key: `valid_${key}`, value, timestamp, step: last });
  await tracking.logBatch(runId, {
    params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
    metrics,
  });
}
