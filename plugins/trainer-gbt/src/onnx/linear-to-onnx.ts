import type { LinearModel } from '../linear/linear-model.ts';
import { SCALE_LIMIT } from '../linear/standardize.ts';
import { featureInputs } from './feature-inputs.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { scoreOutput } from './score-output.ts';

/**
 * The model as ONNX, in and out as `gbtToOnnx`. A numeric code is the number of bounds below the value; a table's weight is
 * gathered by the codes' weighted sum, modulo its size.
 */
export function linearToOnnx(model: LinearModel): Uint8Array {
  const graph = new OnnxGraph();
  const missingCode = (feature: number) => {
    const known = model.features[feature]!;
    return known.type === 'categorical' ? known.categories.length : model.bounds[feature]!.length + 1;
  };
  const columns = featureInputs(graph, model.features, { known: (index) => index, missing: missingCode });
  const codes = new CodeNodes(graph, columns, model.bounds);
  let score = graph.constant({ type: 'double', values: [model.intercept] });
  for (const scaled of model.scaled)
    score = graph.node('Add', [score, scaledNumber(graph, columns[scaled.feature]!, scaled)]);
  for (const table of model.tables) score = graph.node('Add', [score, lookUp(graph, codes, table)]);
  // A model of only an intercept still answers once per row.
  const zeros = graph.node('Mul', [
    graph.node('Cast', [codes.of(0)], { attributes: { to: { int: 11 } } }),
    double(graph, 0),
  ]);
  scoreOutput(graph, graph.node('Add', [score, zeros]), model.task);
  return graph.finish('penstock_linear');
}

/** Per feature, made when first needed: a list of int64 codes. */
class CodeNodes {
  readonly #graph: OnnxGraph;
  readonly #columns: readonly string[];
  readonly #bounds: LinearModel['bounds'];
  readonly #made = new Map<number, string>();

  constructor(graph: OnnxGraph, columns: readonly string[], bounds: LinearModel['bounds']) {
    this.#graph = graph;
    this.#columns = columns;
    this.#bounds = bounds;
  }

  of(feature: number): string {
    const made = this.#made.get(feature);
    if (made !== undefined) return made;
    const bounds = this.#bounds[feature]!;
    const column = this.#columns[feature]!;
    const code = bounds === null ? toInteger(this.#graph, column) : this.#bucket(column, bounds);
    this.#made.set(feature, code);
    return code;
  }

  #bucket(column: string, bounds: readonly number[]): string {
    const graph = this.#graph;
    const missing = graph.node('IsNaN', [column]);
    const missingCode = graph.constant({ type: 'int64', values: [bounds.length + 1] });
    const axis = graph.constant({ type: 'int64', values: [1] });
    const limits = graph.constant({ type: 'double', values: [...bounds, Infinity] });
    const above = graph.node('Greater', [graph.node('Unsqueeze', [column, axis]), limits]);
    const options = { attributes: { keepdims: { int: 0 } } };
    return graph.node('Where', [
      missing,
      missingCode,
      graph.node('ReduceSum', [toInteger(graph, above), axis], options),
    ]);
  }
}

function lookUp(graph: OnnxGraph, codes: CodeNodes, table: LinearModel['tables'][number]): string {
  const terms = table.features.map((feature, part) =>
    graph.node('Mul', [codes.of(feature), graph.constant({ type: 'int64', values: [table.multipliers[part]!] })]),
  );
  const [first, second] = terms;
  const sum = second === undefined ? first! : graph.node('Add', [first!, second]);
  const place = graph.node('Mod', [sum, graph.constant({ type: 'int64', values: [table.weights.length] })]);
  return graph.node('Gather', [graph.constant({ type: 'double', values: table.weights }), place]);
}

function scaledNumber(graph: OnnxGraph, column: string, scaled: LinearModel['scaled'][number]): string {
  const centred = graph.node('Sub', [column, double(graph, scaled.mean)]);
  const standard = graph.node('Div', [centred, double(graph, scaled.deviation)]);
  const limits = [-SCALE_LIMIT, SCALE_LIMIT].map((limit) =>
    graph.constant({ type: 'double', shape: [], values: [limit] }),
  );
  const weighted = graph.node('Mul', [graph.node('Clip', [standard, ...limits]), double(graph, scaled.weight)]);
  return graph.node('Where', [graph.node('IsNaN', [column]), double(graph, scaled.missing), weighted]);
}

function double(graph: OnnxGraph, value: number): string {
  return graph.constant({ type: 'double', values: [value] });
}

/** `Cast` to int64. */
function toInteger(graph: OnnxGraph, column: string): string {
  return graph.node('Cast', [column], { attributes: { to: { int: 7 } } });
}
