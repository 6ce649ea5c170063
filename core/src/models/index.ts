export { type ArrowColumns, batchOfRows, type FeatureList, featureBatch } from './feature-batch.ts';
export { featureRow, type RawRow } from './feature-row.ts';
export {
  type CalendarKind,
  type Feature,
  type FeatureInput,
  type FeatureSpec,
  type InputType,
  parseFeatureSpec,
} from './feature-spec.ts';
export { featureSql } from './feature-sql.ts';
export {
  bucket,
  category,
  cross,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  type FeatureExpression,
  features,
  flag,
  hour,
  minuteOfDay,
  month,
  numeric,
  year,
} from './features.ts';
export type { ModelManifest } from './model-manifest.ts';
export { type LoadedModel, openModel, type Prediction } from './open-model.ts';
export { readModel } from './read-model.ts';
export { type SaveModel, saveModel } from './save-model.ts';
export type { ColumnType, Signature, SignatureColumn } from './signature.ts';
