import type { Task } from '@penstock/core/contracts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Ends a graph: the link function of the task, and one output of shape n. */
export function scoreOutput(graph: OnnxGraph, score: string, task: Task): void {
  const name = task === 'binary' ? 'probability' : 'prediction';
  const linked = task === 'binary' ? graph.node('Sigmoid', [score]) : score;
  graph.node('Reshape', [linked, graph.constant({ type: 'int64', values: [-1] })], {}, name);
  graph.output(name, ['n']);
}
