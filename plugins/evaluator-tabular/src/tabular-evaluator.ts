import type { Evaluation, EvaluationInput, Evaluator } from '@penstock/core/contracts';
import { evaluateBinary } from './binary/evaluate-binary.ts';
import type { Findings } from './findings.ts';
import type { EvaluatorOptions } from './options.ts';
import { evaluateRegression } from './regression/evaluate-regression.ts';
import { labelledRows, pick, type Rows } from './rows.ts';
import { sliceRows } from './slices.ts';

/** Metrics of one model on labelled rows, whole and by slice. */
export class TabularEvaluator implements Evaluator {
  readonly #options: EvaluatorOptions;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  async evaluate(input: EvaluationInput): Promise<Evaluation> {
    const rows = labelledRows(input);
    const options = { ...this.#options, threshold: input.threshold ?? this.#options.threshold };
    const judge = (part: Rows): Findings =>
      input.task === 'binary' ? evaluateBinary(part, options) : evaluateRegression(part, options);
    const groups = sliceRows(input.slices, rows.at);
    const large = groups.filter(({ at }) => at.length >= input.minSliceRows);
    return {
      rows: rows.at.length,
      unlabelled: rows.unlabelled,
      ...judge(rows),
      slices: large.map(({ slice, value, at }) => ({
        slice,
        value,
        rows: at.length,
        metrics: judge(pick(rows, at)).metrics,
      })),
      smallSlices: groups.length - large.length,
    };
  }
}
