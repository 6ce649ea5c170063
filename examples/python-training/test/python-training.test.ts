import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelFlavor, TrainingBackend, TrainingJob, TrainProgress } from '@penstock/core/contracts';
import { openPlugin, rejectsWithCode } from '@penstock/core/testing';
import onnx from '@penstock/flavor-onnx';
import training from '@penstock/training-local';
import { tableFromArrays, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const example = fileURLToPath(new URL('../', import.meta.url));
const python = process.env['PENSTOCK_PYTHON'] ?? 'python3';
const probe = spawnSync(python, ['-c', 'import lightgbm, numpy, onnx, pyarrow'], { encoding: 'utf8' });
const missing = probe.status === 0 ? undefined : (probe.stderr?.trim().split('\n').at(-1) ?? `no ${python}`);

interface Row {
  readonly distance: number | null;
  readonly origin: string | null;
  readonly late: boolean;
}

/** Late flights depend on distance and origin, with noise; a seeded generator (mulberry32) makes them. */
function rows(count: number, seed: number): Row[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const origins = ['ATL', 'ORD', 'SFO', 'größe "x"'];
  return Array.from({ length: count }, () => {
    const distance = Math.round(random() * 2500) + 0.1;
    const place = Math.floor(random() * origins.length);
    const odds = -2 + distance / 1500 + place * 0.8;
    const late = random() < 1 / (1 + Math.exp(-odds));
    return {
      distance: random() < 0.05 ? null : distance,
      origin: random() < 0.05 ? null : (origins[place] ?? ''),
      late,
    };
  });
}

function arrowFile(rows: readonly Row[]): Uint8Array {
  const table = tableFromArrays({
    distance: Float64Array.from(rows, (row) => row.distance ?? Number.NaN),
    origin: vectorFromArray(rows.map((row) => row.origin)),
    late: vectorFromArray(rows.map((row) => row.late)),
  });
  return tableToIPC(table, 'file');
}

describe.skipIf(missing !== undefined)(
  `a training program in Python${missing === undefined ? '' : ` (needs Python with lightgbm, onnx and pyarrow: ${missing})`}`,
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'penstock-python-'));
      await writeFile(join(folder, 'train.arrow'), arrowFile(rows(4000, 1)));
      await writeFile(join(folder, 'valid.arrow'), arrowFile(rows(2000, 2)));
      await writeFile(join(folder, 'one-class.arrow'), arrowFile(rows(50, 3).map((row) => ({ ...row, late: true }))));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const job = (change: Partial<TrainingJob> = {}): TrainingJob => ({
      name: 'late flights',
      program: { kind: 'command', command: [python, 'train.py'], cwd: example },
      data: { train: join(folder, 'train.arrow'), valid: join(folder, 'valid.arrow') },
      features: [
        { name: 'distance', type: 'numeric' },
        { name: 'origin', type: 'categorical' },
      ],
      label: 'late',
      task: 'binary',
      params: { num_iterations: 60, num_leaves: 15 },
      seed: 7,
      modelDir: join(folder, 'model'),
      checkpointDir: join(folder, 'checkpoints'),
      ...change,
    });

    test('learns, reports progress and importance, and writes a model that Penstock scores', async () => {
      await using backend = await openPlugin<TrainingBackend>(training);
      const progress: TrainProgress[] = [];
      const result = await backend.value.run(job({ onProgress: (event) => progress.push(event) }));
      expect(result.metrics['auc']).toBeGreaterThan(0.7);
      expect(Object.keys(result.flavors)).toEqual(['lightgbm', 'onnx']);
      expect(result.importance?.['distance']).toBeGreaterThan(0.1);
      expect(progress[0]).toMatchObject({ step: 10, steps: 60 });

      await using flavor = await openPlugin<ModelFlavor>(onnx);
      const scorer = await flavor.value.load(join(folder, 'model'), result.flavors['onnx'] ?? {});
      const valid = rows(2000, 2);
      const scores = await scorer.scoreBatch({
        rows: valid.length,
        columns: {
          distance: { type: 'numeric', values: Float64Array.from(valid, (row) => row.distance ?? Number.NaN) },
          origin: {
            type: 'categorical',
            dictionary: [...new Set(valid.flatMap((row) => row.origin ?? []))],
            codes: codesOf(valid),
          },
        },
      });
      expect(logloss(scores, valid)).toBeCloseTo(result.metrics['logloss'] ?? Number.NaN, 5);
      await scorer.close();
    });

    test('gives the same model for the same seed', async () => {
      await using backend = await openPlugin<TrainingBackend>(training);
      const params = { num_iterations: 30, bagging_fraction: 0.5 };
      const [first, second] = [await backend.value.run(job({ params })), await backend.value.run(job({ params }))];
      expect(second).toEqual(first);
    });

    test('trains regressions, without validation rows too', async () => {
      await using backend = await openPlugin<TrainingBackend>(training);
      const change = {
        task: 'regression',
        label: 'distance',
        features: [{ name: 'origin', type: 'categorical' }],
      } as const;
      const data = { train: join(folder, 'numbers.arrow') };
      const whole = rows(500, 4).filter((row) => row.distance !== null);
      await writeFile(data.train, arrowFile(whole));
      const { metrics } = await backend.value.run(job({ ...change, data }));
      expect(Object.keys(metrics)).toEqual(['rmse', 'mae']);
      expect(metrics['rmse']).toBeGreaterThan(0);
    });

    test('refuses bad parameters and data with codes', async () => {
      await using backend = await openPlugin<TrainingBackend>(training);
      const params = await rejectsWithCode('PEN_TRAINING_PARAMS', () =>
        backend.value.run(job({ params: { leafs: 3 } })),
      );
      expect(params.message).toContain('leafs');
      expect(params.hint).toContain('num_leaves');
      const data = { train: join(folder, 'one-class.arrow') };
      await rejectsWithCode('PEN_TRAINING_DATA', () => backend.value.run(job({ data })));
      const absent = { train: join(folder, 'absent.arrow') };
      const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.value.run(job({ data: absent })));
      expect(error.message).toMatch(/FileNotFoundError/);
    });
  },
);

function codesOf(rows: readonly Row[]): Int32Array {
  const dictionary = [...new Set(rows.flatMap((row) => row.origin ?? []))];
  return Int32Array.from(rows, (row) => (row.origin === null ? -1 : dictionary.indexOf(row.origin)));
}

function logloss(scores: Float64Array, rows: readonly Row[]): number {
  const losses = rows.map(({ late }, index) => -Math.log(late ? (scores[index] ?? 0) : 1 - (scores[index] ?? 0)));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
