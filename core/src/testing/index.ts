export { conform, type Opened, type TestFunction } from './conform.ts';
export { memoryObjectStore } from './memory/object-store.ts';
export { memoryTableFormat } from './memory/table-format.ts';
export {
  type LinearFlavorOptions,
  type LinearModel,
  linearFlavor,
  writeLinearModel,
} from './models/linear-flavor.ts';
export { type OpenedPlugin, type OpenOptions, openPlugin } from './open-plugin.ts';
export { rejectsWithCode } from './rejects-with-code.ts';
export { type Suite, type SuiteCase, suite } from './suite.ts';
export { approvalsSuite, type WantedApproval } from './suites/approvals.ts';
export { auditLogSuite } from './suites/audit-log.ts';
export { driftDetectorSuite } from './suites/drift-detector.ts';
export { evaluatorSuite } from './suites/evaluator.ts';
export { eventBusSuite } from './suites/event-bus.ts';
export { type FlavorGiven, modelFlavorSuite } from './suites/model-flavor.ts';
export { objectStoreSuite } from './suites/object-store.ts';
export { queryEngineSuite } from './suites/query-engine.ts';
export type { QueryEngineSubject } from './suites/query-engine-subject.ts';
export { reporterSuite } from './suites/reporter.ts';
export type { ServingGiven } from './suites/serving-given.ts';
export { servingTargetSuite } from './suites/serving-target.ts';
export { tableFormatSuite } from './suites/table-format.ts';
export { trackingSuite } from './suites/tracking.ts';
export { type TrainerGiven, trainerSuite } from './suites/trainer.ts';
export { trainingBackendSuite } from './suites/training-backend.ts';
export { tunerSuite } from './suites/tuner.ts';
