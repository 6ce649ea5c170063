export { type Approval, Approvals } from './approvals.ts';
export { type AuditEntry, AuditLog, type AuditVerification } from './audit-log.ts';
export {
  DriftDetector,
  type DriftMethodConfig,
  type DriftResult,
  type JsonValue,
  type SampleColumn,
} from './drift-detector.ts';
export { type Evaluation, type EvaluationInput, Evaluator } from './evaluator.ts';
export { type Event, EventBus, type NewEvent } from './event-bus.ts';
export { type FeatureBatch, type FeatureColumn, type FeatureValue, ModelFlavor, type Scorer } from './model-flavor.ts';
export {
  type CallOptions,
  type GetOptions,
  type ListOptions,
  type ObjectInfo,
  ObjectStore,
  type PutOptions,
} from './object-store.ts';
export type { ComparisonOperator, Predicate } from './predicate.ts';
export {
  type ColumnProfile,
  type FileFormat,
  type Flow,
  type FlowCounts,
  type FlowExpectation,
  type FlowResult,
  type Query,
  QueryEngine,
  type Relation,
} from './query-engine.ts';
export { type Cell, type Plot, type Report, type ReportBlock, Reporter } from './reporter.ts';
export type {
  ArrayType,
  DataType,
  Field,
  MapType,
  PrimitiveType,
  StoredAs,
  StructType,
  TableSchema,
} from './schema.ts';
export { type Deployment, type EndpointStatus, type ServedModel, ServingTarget } from './serving-target.ts';
export {
  type Appended,
  type AsOf,
  type ChangedFile,
  type Changes,
  type ColumnStats,
  type CreateTable,
  type DataFile,
  type DeletionVector,
  type NewDataFile,
  type RowPositions,
  type RowTracking,
  type Scalar,
  type SnapshotOptions,
  TableFormat,
  type TableSnapshot,
  type TableWrite,
  type VersionInfo,
  type WriteResult,
} from './table-format.ts';
export {
  type ArtifactInfo,
  type Experiment,
  type Metric,
  type ModelVersion,
  type Page,
  type RegisteredModel,
  type RunStatus,
  type SearchRuns,
  type TrackedRun,
  Tracking,
} from './tracking.ts';
export {
  type Params,
  type ParamValue,
  type Task,
  type TrainContext,
  Trainer,
  type TrainFunction,
  type TrainProgress,
  type TrainResult,
} from './trainer.ts';
export { TrainingBackend, type TrainingJob, type TrainingProgram } from './training-backend.ts';
export { type Distribution, type SearchSpace, type Study, type Trial, Tuner } from './tuner.ts';
