import type { Metric } from '@penstock/core/contracts';
import { isPlainPath } from './plain-path.ts';
import { refusal } from './refusal.ts';
import { checkText } from './text-limit.ts';

/** Limits of MLflow (mlflow/utils/validation.py), in characters. */
const limits = { key: 250, param: 6000, tag: 8000, modelTag: 100_000 } as const;

export function checkParam(key: string, value: unknown): void {
  checkKey('Parameter', key);
  checkText('Parameter', key, value, limits.param);
}

export function checkTag(key: string, value: unknown): void {
  checkKey('Tag', key);
  checkText('Tag', key, value, limits.tag);
}

export function checkModelTag(key: string, value: unknown): void {
  checkKey('Tag', key);
  checkText('Tag', key, value, limits.modelTag);
}

/** NaN and infinities are values; steps may be negative. */
export function checkMetric(metric: Metric): void {
  checkKey('Metric', metric.key);
  if (typeof metric.value !== 'number') throw refusal('Metric', metric.key, 'must have a number as its value');
  if (!Number.isSafeInteger(metric.step)) throw refusal('Metric', metric.key, 'must have an integer step');
  checkTime('Metric', metric.key, metric.timestamp);
}

/** Milliseconds since the epoch. */
export function checkTime(kind: string, name: unknown, time: unknown): void {
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0) {
    throw refusal(kind, name, 'must have whole milliseconds since the epoch as its time');
  }
}

function checkKey(kind: string, key: unknown): void {
  checkText(kind, key, key, limits.key);
  if (typeof key !== 'string' || !/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) {
    throw refusal(kind, key, 'may have only letters, digits and _ - . : / or space in its name');
  }
  if (!isPlainPath(key))
    throw refusal(kind, key, 'must not have an empty, "." or ".." part between slashes in its name');
}
