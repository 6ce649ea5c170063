import { defined, type Findings } from '../findings.ts';
import { wilson } from '../intervals.ts';
import type { EvaluatorOptions } from '../options.ts';
import type { Rows } from '../rows.ts';
import { areaUnderRoc } from './area-under-roc.ts';
import { averagePrecision } from './average-precision.ts';
import { calibrate } from './calibration.ts';
import { liftAt, liftCurve, precisionRecallCurve, rocCurve } from './curves.ts';
import { probabilityMetrics } from './probability-metrics.ts';
import { rank } from './ranking.ts';
import { thresholdMetrics } from './threshold-metrics.ts';

/** Judges a binary classifier; metrics that need both classes, or probabilities, are left out where there are none. */
export function evaluateBinary(rows: Rows, options: EvaluatorOptions): Findings {
  const ranking = rank(rows);
  const count = rows.scores.length;
  const roc = areaUnderRoc(ranking);
  const atThreshold = thresholdMetrics(ranking, options.threshold);
  const probabilities = probabilityMetrics(ranking);
  const calibration = 'logloss' in probabilities.metrics ? calibrate(ranking, options) : undefined;
  let scoreSum = 0;
  for (const score of rows.scores) scoreSum += score;
  return {
    metrics: defined({
      auc: roc?.area,
      average_precision: averagePrecision(ranking),
      ...probabilities.metrics,
      ...atThreshold.metrics,
      base_rate: ranking.positive / count,
      mean_score: scoreSum / count,
      ece: calibration?.error,
      lift_top_10: liftAt(ranking, 0.1),
    }),
    intervals: defined({
      auc: roc?.interval,
      ...probabilities.intervals,
      ...atThreshold.intervals,
      base_rate: wilson(ranking.positive, count),
    }),
    curves: defined({
      roc: nonEmpty(rocCurve(ranking)),
      pr: nonEmpty(precisionRecallCurve(ranking)),
      calibration: calibration?.curve,
      lift: nonEmpty(liftCurve(ranking)),
    }),
  };
}

function nonEmpty<T>(curve: readonly T[]): readonly T[] | undefined {
  return curve.length > 0 ? curve : undefined;
}
