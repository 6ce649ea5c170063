export { type Expectation, type ExpectationAction, type Expectations, keep } from './expectations.ts';
export { inputsOf } from './graph.ts';
export { type MonitorOptions, monitor } from './monitor.ts';
export type {
  ModelNode,
  MonitorNode,
  PipelineNode,
  PredictionsNode,
  Relational,
  Stored,
  StreamingTableNode,
  TableNode,
  TableOptions,
  ViewNode,
} from './node.ts';
export { isPipeline, type Pipeline, pipeline, quarantineTable } from './pipeline.ts';
export { type PredictionsOptions, predictions } from './predictions.ts';
export { type FilesSource, files, stream, type TableStream } from './sources.ts';
export { type SqlTemplate, sql } from './sql.ts';
export { type StreamingOptions, streamingTable, table, view } from './tables.ts';
export { type EvaluationOptions, type Split, type TrainedOptions, type Tuning, trained } from './trained.ts';
