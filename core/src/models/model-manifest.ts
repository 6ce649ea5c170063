import { z } from 'zod';
import type { JsonValue } from '../contracts/drift-detector.ts';
import type { Task } from '../contracts/trainer.ts';
import type { FeatureSpec } from './feature-spec.ts';
import { type Signature, signatureSchema } from './signature.ts';

/** What a model directory says about itself. */
export interface ModelManifest {
  /** Artifact path of the directory within its run. */
  readonly artifactPath: string;
  readonly modelUuid: string;
  readonly runId?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly task: Task;
  /** Binary only: probabilities from here up are predicted as 1. */
  readonly threshold?: number;
  readonly features: FeatureSpec;
  /** Flavor → its fields; paths are relative to the directory. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly signature: Signature;
  /** What the maker of the model added. */
  readonly metadata: Readonly<Record<string, JsonValue>>;
  /** Path → `sha256:` digest of each file but `MLmodel`. */
  readonly files: Readonly<Record<string, string>>;
  /** Digest of the whole directory, see `modelDigest`. */
  readonly digest: string;
}

export const manifestFile = 'MLmodel';
export const featuresFile = 'features.json';
export const exampleFile = 'input_example.json';
export const servingExampleFile = 'serving_input_example.json';

const path = z
  .string()
  .refine(
    (value) => value !== '' && !value.split('/').some((part) => ['', '.', '..'].includes(part)),
    'leaves the model directory',
  );

/** Penstock's part of `metadata` in `MLmodel`. */
const penstockSchema = z.discriminatedUnion('task', [
  z.strictObject({
    version: z.literal(1),
    task: z.literal('binary'),
    threshold: z.number(),
    files: z.record(path, z.string()),
  }),
  z.strictObject({ version: z.literal(1), task: z.literal('regression'), files: z.record(path, z.string()) }),
]);
export type PenstockMetadata = z.output<typeof penstockSchema>;

/** What is read of `MLmodel`; fields of MLflow that say nothing here are passed over. */
export const mlmodelSchema = z.object({
  artifact_path: z.string().nullish(),
  run_id: z.string().nullish(),
  model_uuid: z.string().min(1),
  utc_time_created: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/, 'is not a time as MLflow writes it'),
  flavors: z
    .record(z.string(), z.record(z.string(), z.json()))
    .refine((flavors) => Object.keys(flavors).length > 0, 'there are none'),
  signature: signatureSchema,
  metadata: z.looseObject({ penstock: penstockSchema }).catchall(z.json()),
});
