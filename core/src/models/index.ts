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
