import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringifyYaml } from '../config/yaml.ts';
import type { JsonValue } from '../contracts/drift-detector.ts';
import type { Task } from '../contracts/trainer.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { exampleTable } from './example-table.ts';
import type { RawRow } from './feature-row.ts';
import { checkedSpec, type FeatureSpec } from './feature-spec.ts';
import { fileDigest, modelFiles } from './model-files.ts';
import {
  exampleFile,
  featuresFile,
  type ModelManifest,
  manifestFile,
  type PenstockMetadata,
  servingExampleFile,
} from './model-manifest.ts';
import { modelInvalid, readModel } from './read-model.ts';
import { signatureOf } from './signature.ts';

export interface SaveModel {
  /** Holds the flavors' files already; the rest is added. */
  readonly dir: string;
  readonly task: Task;
  readonly features: FeatureSpec;
  /** Flavor → its fields, as a trainer returns them; `data` is a path relative to the directory. */
  readonly flavors: ModelManifest['flavors'];
  /** Default `model`. */
  readonly artifactPath?: string;
  readonly runId?: string;
  /** Binary only: probabilities from here up are predicted as 1. Default 0.5. */
  readonly threshold?: number;
  /** A few raw rows that the model accepts. */
  readonly inputExample?: readonly RawRow[];
  /** Kept with the model, e.g. the table versions it was trained on; the key `penstock` is taken. */
  readonly metadata?: Readonly<Record<string, JsonValue>>;
}

/**
 * Completes a directory of flavor files to an MLflow model directory (`MLmodel` as MLflow 3.x writes it). `MLmodel` is
 * written last and whole, so a directory without it is unfinished; saving again replaces it.
 * @throws PEN_MODEL_INVALID when a flavor's files are not there, PEN_FEATURES_INVALID, PEN_MODEL_INPUT for a bad example.
 */
export async function saveModel(model: SaveModel): Promise<ModelManifest> {
  const { dir, features } = model;
  checkedSpec(features);
  await checkFlavors(dir, model.flavors);
  await rm(join(dir, manifestFile), { force: true });
  await writeFile(join(dir, featuresFile), json(features));
  if (model.inputExample) {
    const table = exampleTable(features, model.inputExample);
    await writeFile(join(dir, exampleFile), json(table));
    await writeFile(join(dir, servingExampleFile), json({ dataframe_split: table }));
  }
  const paths = await modelFiles(dir);
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const path of paths) {
    files[path] = await fileDigest(join(dir, path));
    bytes += (await stat(join(dir, path))).size;
  }
  const unfinished = join(dir, `.${manifestFile}`);
  await writeFile(unfinished, stringifyYaml(mlmodel(model, files, bytes)));
  await rename(unfinished, join(dir, manifestFile));
  return readModel(dir);
}

/** The content of `MLmodel`, keys in MLflow's order. */
function mlmodel(model: SaveModel, files: Readonly<Record<string, string>>, bytes: number): Record<string, unknown> {
  const { task, threshold = 0.5 } = model;
  const penstock: PenstockMetadata =
    task === 'binary' ? { version: 1, task, threshold, files } : { version: 1, task, files };
  const { inputs, outputs } = signatureOf(model.features, task);
  return {
    artifact_path: model.artifactPath ?? 'model',
    flavors: model.flavors,
    is_signature_from_type_hint: false,
    metadata: { ...model.metadata, penstock },
    model_size_bytes: bytes,
    model_uuid: randomUUID().replaceAll('-', ''),
    ...(model.runId ? { run_id: model.runId } : {}),
    ...(model.inputExample ? { saved_input_example_info: exampleInfo } : {}),
    signature: { inputs: JSON.stringify(inputs), outputs: JSON.stringify(outputs), params: null },
    type_hint_from_example: false,
    utc_time_created: new Date().toISOString().replace('T', ' ').replace('Z', '000'),
  };
}

const exampleInfo = {
  artifact_path: exampleFile,
  pandas_orient: 'split',
  serving_input_path: servingExampleFile,
  type: 'dataframe',
};

async function checkFlavors(dir: string, flavors: ModelManifest['flavors']): Promise<void> {
  if (Object.keys(flavors).length === 0)
    throw new PenstockError('PEN_MODEL_INVALID', `The model in ${dir} has no flavor: nothing could load it`, {
      at: dir,
    });
  for (const [flavor, { data }] of Object.entries(flavors)) {
    if (typeof data !== 'string') continue;
    await stat(join(dir, data)).catch((cause: unknown) => {
      throw modelInvalid(dir, data, `the flavor "${flavor}" names it, but it is not there`, cause);
    });
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
