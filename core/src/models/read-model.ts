import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { parseYaml } from '../config/yaml.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { type FeatureSpec, parseFeatureSpec } from './feature-spec.ts';
import { fileDigest, modelDigest } from './model-files.ts';
import { featuresFile, type ModelManifest, manifestFile, mlmodelSchema } from './model-manifest.ts';

/**
 * Reads a model directory and checks every file against the digest noted when it was saved. Files added since
 * (MLflow adds some when it downloads a model) are passed over.
 * @throws PEN_MODEL_INVALID naming the file, and the field where there is one.
 */
export async function readModel(dir: string): Promise<ModelManifest> {
  const mlmodel = parseManifest(dir, await readText(dir, manifestFile));
  const { penstock, ...metadata } = mlmodel.metadata;
  for (const [path, digest] of Object.entries(penstock.files)) await checkFile(dir, path, digest);
  if (penstock.files[featuresFile] === undefined)
    throw modelInvalid(dir, manifestFile, `field metadata.penstock.files: ${featuresFile} is missing`);
  const { artifact_path, run_id, utc_time_created, flavors, signature } = mlmodel;
  return {
    artifactPath: artifact_path ?? 'model',
    modelUuid: mlmodel.model_uuid,
    ...(run_id ? { runId: run_id } : {}),
    createdAt: new Date(`${utc_time_created.replace(' ', 'T')}Z`).toISOString(),
    task: penstock.task,
    ...(penstock.task === 'binary' ? { threshold: penstock.threshold } : {}),
    features: parseFeatures(dir, await readText(dir, featuresFile)),
    flavors,
    signature,
    metadata: metadata as ModelManifest['metadata'],
    files: penstock.files,
    digest: modelDigest({ ...penstock.files, [manifestFile]: await fileDigest(join(dir, manifestFile)) }),
  };
}

export function modelInvalid(dir: string, file: string, problem: string, cause?: unknown): PenstockError {
  const at = join(dir, file);
  return new PenstockError('PEN_MODEL_INVALID', `The model file ${at} is not usable: ${problem}`, { at, cause });
}

function parseManifest(dir: string, text: string): z.output<typeof mlmodelSchema> {
  let yaml: unknown;
  try {
    yaml = parseYaml(text);
  } catch (cause) {
    throw modelInvalid(dir, manifestFile, 'it is not YAML', cause);
  }
  const parsed = mlmodelSchema.safeParse(yaml);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw modelInvalid(dir, manifestFile, `field ${field || '(top level)'}: ${issue?.message ?? 'invalid'}`);
}

function parseFeatures(dir: string, text: string): FeatureSpec {
  try {
    return parseFeatureSpec(JSON.parse(text));
  } catch (cause) {
    const problem = cause instanceof SyntaxError ? 'it is not JSON' : (cause as Error).message;
    throw modelInvalid(dir, featuresFile, problem, cause);
  }
}

async function readText(dir: string, file: string): Promise<string> {
  try {
    return await readFile(join(dir, file), 'utf8');
  } catch (cause) {
    throw modelInvalid(dir, file, 'it cannot be read', cause);
  }
}

async function checkFile(dir: string, path: string, expected: string): Promise<void> {
  let found: string;
  try {
    found = await fileDigest(join(dir, path));
  } catch (cause) {
    throw modelInvalid(dir, path, 'it cannot be read', cause);
  }
  if (found !== expected) throw modelInvalid(dir, path, 'its bytes differ from those that were saved');
}
