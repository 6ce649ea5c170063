import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainResult } from '@penstock/core/contracts';
import { gbtToOnnx } from '../onnx/gbt-to-onnx.ts';
import { linearToOnnx } from '../onnx/linear-to-onnx.ts';
import { missingCategory } from '../onnx/missing-category.ts';
import { nativeFlavor } from '../scorer/native-flavor-name.ts';
import type { NativeModel } from '../scorer/parse-model.ts';
import { storageError } from './storage-error.ts';

/** Version of the `onnx` package that knows the operators used, for MLflow. */
const ONNX_VERSION = '1.17.0';

/**
 * Writes a model in both of its flavors into an empty folder and returns the `flavors` section for `MLmodel`.
 * @throws PEN_STORAGE_FULL, PEN_STORAGE_DENIED or PEN_STORAGE_FAILED.
 */
export async function writeModel(model: NativeModel, modelDir: string): Promise<TrainResult['flavors']> {
  try {
    await writeFile(join(modelDir, 'model.json'), JSON.stringify(model));
    const onnx = model.format === 'penstock-gbt' ? gbtToOnnx(model) : linearToOnnx(model);
    await writeFile(join(modelDir, 'model.onnx'), onnx);
  } catch (cause) {
    throw storageError(modelDir, cause);
  }
  return {
    [nativeFlavor]: { data: 'model.json', format: model.format, format_version: model.version },
    onnx: {
      data: 'model.onnx',
      onnx_version: ONNX_VERSION,
      providers: ['CPUExecutionProvider'],
      missing_category: missingCategory(model.features),
    },
  };
}
