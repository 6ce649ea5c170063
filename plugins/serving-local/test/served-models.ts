import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServedModel, Tracking } from '@penstock/core/contracts';
import { bucket, category, features, hour, numeric, saveModel } from '@penstock/core/models';
import { writeLinearModel } from '@penstock/core/testing';

export const spec = features({
  hour: hour('date'),
  distance: numeric('distance'),
  far: bucket('distance', [1000]),
  origin: category('origin'),
});
export const row = { date: '2001-05-06T07:08:09', distance: 800, origin: 'ATL' };

/** Probability of version n (from 1) for a row at 7 o'clock, 800 miles from Atlanta. */
export function expectedProbability(version: number): number {
  return 1 / (1 + Math.exp(-(0.1 * 7 + 0.001 * 800 + 1 - version)));
}

/** Model directories as tracking keeps them: `<run>/model`. */
export class ServedModels implements AsyncDisposable {
  readonly root: string;
  readonly tracking: Pick<Tracking, 'artifactPath'>;

  static async make(): Promise<ServedModels> {
    return new ServedModels(await mkdtemp(join(tmpdir(), 'penstock-serving-')));
  }

  private constructor(root: string) {
    this.root = root;
    this.tracking = { artifactPath: async (runId, path) => join(root, runId, path) };
  }

  /** Version n predicts {@link expectedProbability}. */
  async add(version: number, { model = 'late', flavor = 'linear' } = {}): Promise<ServedModel> {
    const runId = `run-${model}-${flavor}-${version}`;
    const dir = join(this.root, runId, 'model');
    await mkdir(dir, { recursive: true });
    const weights = { hour: 0.1, distance: 0.001, origin: { ATL: 1 } };
    const flavors = await writeLinearModel(dir, { task: 'binary', intercept: -version, weights }, flavor);
    await saveModel({ dir, task: 'binary', features: spec, flavors, runId, inputExample: [row] });
    return { model, version: String(version), runId, source: 'model' };
  }

  async addBroken(version: number): Promise<ServedModel> {
    const served = await this.add(version);
    await writeFile(join(this.root, served.runId, 'model', 'linear.json'), 'damaged');
    return served;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}
