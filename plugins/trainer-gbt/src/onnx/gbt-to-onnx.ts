import type { GbtModel } from '../gbt/gbt-model.ts';
import { ensembleAttributes } from './ensemble-attributes.ts';
import { featureInputs } from './feature-inputs.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { scoreOutput } from './score-output.ts';

/**
 * The model as ONNX: raw numbers and texts in, one score per row out (`probability` or `prediction`, doubles).
 * LabelEncoder per category, then TreeEnsemble of ai.onnx.ml version 5. Category i is i + 1 and missing is 0 inside, so
 * that a set of categories can hold the missing one.
 */
export function gbtToOnnx(model: GbtModel): Uint8Array {
  const graph = new OnnxGraph();
  const columns = featureInputs(graph, model.features, { known: (index) => index + 1, missing: () => 0 });
  const shape = graph.constant({ type: 'int64', values: [-1, 1] });
  const parts = columns.map((column) => graph.node('Reshape', [column, shape]));
  const matrix = graph.node('Concat', parts, { attributes: { axis: { int: 1 } } });
  const sum = graph.node('TreeEnsemble', [matrix], {
    domain: 'ai.onnx.ml',
    attributes: ensembleAttributes(model.trees),
  });
  const base = graph.constant({ type: 'double', values: [model.base] });
  scoreOutput(graph, graph.node('Add', [sum, base]), model.task);
  return graph.finish('penstock_gbt');
}
