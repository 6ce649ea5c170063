import { readFile } from 'node:fs/promises';
import type { Evaluation } from '../../../../contracts/evaluator.ts';
import type { ModelVersion, Tracking } from '../../../../contracts/tracking.ts';
import type { Params } from '../../../../contracts/trainer.ts';
import type { Trial } from '../../../../contracts/tuner.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { Windows } from './windows.ts';

/** What is known about a version once it is trained: kept as `training.json` among the artifacts of its run. */
export interface TrainingReport {
  readonly model: string;
  readonly alias: string;
  readonly endpoint?: string;
  readonly metric: string;
  readonly windows: Windows;
  /** Input table → version. */
  readonly data: Readonly<Record<string, number>>;
  readonly rows: { readonly train: number; readonly valid: number };
  readonly program: string;
  readonly params: Params;
  readonly trials: readonly Trial[];
  readonly importance: Readonly<Record<string, number>>;
  readonly evaluation: Evaluation;
  readonly baseline?: { readonly algorithm: string; readonly evaluation: Evaluation };
  readonly champion?: { readonly version: string; readonly evaluation: Evaluation };
  /** The version in use, when it could not be opened any more: there is nothing to compare with then. */
  readonly unusable?: { readonly version: string; readonly reason: string };
}

export const reportFile = 'training.json';

/** @throws PEN_NOT_FOUND when the version was not made by a Penstock training; PEN_MODEL_INVALID naming a damaged file. */
export async function readReport(tracking: Tracking, version: ModelVersion): Promise<TrainingReport> {
  if (version.runId === undefined)
    throw new PenstockError('PEN_NOT_FOUND', `Version ${version.version} of "${version.name}" has no training run`);
  const path = await tracking.artifactPath(version.runId, reportFile);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as TrainingReport;
  } catch (cause) {
    throw new PenstockError(
      'PEN_MODEL_INVALID',
      `The report of version ${version.version} of "${version.name}" cannot be read: ${path}`,
      { at: path, cause, hint: `Restore the file, or train again: penstock run --full-refresh ${version.name}` },
    );
  }
}
