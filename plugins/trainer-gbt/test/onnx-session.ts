import type { FeatureValue } from '@penstock/core/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { missingCategory } from '../src/onnx/missing-category.ts';
import type { ModelFeature } from '../src/scorer/model-feature.ts';

type Row = Readonly<Record<string, FeatureValue>>;

/** Scores rows with ONNX Runtime, feeding what the README says: doubles with NaN, texts with the missing category. */
export async function onnxScores(
  bytes: Uint8Array,
  features: readonly ModelFeature[],
  rows: readonly Row[],
): Promise<Float64Array> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  try {
    const missing = missingCategory(features);
    const shape = features.length === 1 ? [rows.length, 1] : [rows.length];
    const feeds: Record<string, Tensor> = {};
    for (const { name, type } of features) {
      const values = rows.map((row) => row[name] ?? null);
      feeds[name] =
        type === 'numeric'
          ? new Tensor(
              'float64',
              Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
              shape,
            )
          : new Tensor(
              'string',
              values.map((value) => (value === null ? missing : String(value))),
              shape,
            );
    }
    const results = await session.run(feeds);
    const [output] = session.outputNames;
    const tensor = output === undefined ? undefined : results[output];
    if (!(tensor?.data instanceof Float64Array) || tensor.dims.length !== 1) throw new TypeError('No list of doubles');
    return Float64Array.from(tensor.data);
  } finally {
    await session.release();
  }
}
