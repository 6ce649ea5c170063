import type { ModelFeature } from '../scorer/model-feature.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * Adds an input per feature, of the feature's name: doubles (NaN = missing) or strings. Returns, per feature, the name of a
 * list of doubles: the number itself, or `known(index)` of a category, or `missing(feature)` for any other text.
 *
 * Inputs are lists of n, as MLflow's ONNX flavor feeds the columns of a data frame; the input of a model with one feature
 * is of shape n × 1, as it feeds a whole data frame.
 */
export function featureInputs(
  graph: OnnxGraph,
  features: readonly ModelFeature[],
  code: { known(index: number): number; missing(feature: number): number },
): string[] {
  const shape = features.length === 1 ? ['n', 1] : ['n'];
  const list = graph.constant({ type: 'int64', values: [-1] });
  return features.map((feature, index) => {
    const numeric = feature.type === 'numeric';
    const input = graph.input(feature.name, numeric ? 'double' : 'string', shape);
    const flat = graph.node('Reshape', [input, list]);
    if (numeric) return flat;
    const missing = code.missing(index);
    // An encoder without keys is not allowed: a model that knows no category maps one that nobody uses to missing.
    const keys = feature.categories.length > 0 ? feature.categories : [''];
    const values = feature.categories.length > 0 ? keys.map((_, place) => code.known(place)) : [missing];
    return graph.node('LabelEncoder', [flat], {
      domain: 'ai.onnx.ml',
      attributes: {
        keys_tensor: { tensor: { type: 'string', values: keys } },
        values_tensor: { tensor: { type: 'double', values } },
        default_tensor: { tensor: { type: 'double', values: [missing] } },
      },
    });
  });
}
