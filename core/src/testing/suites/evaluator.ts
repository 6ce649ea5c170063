import assert from 'node:assert/strict';
import { type Evaluation, type EvaluationInput, Evaluator } from '../../contracts/evaluator.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

type Given = Partial<Omit<EvaluationInput, 'scores' | 'labels'>>;

function input(scores: readonly number[], labels: readonly number[], given: Given = {}): EvaluationInput {
  return {
    task: 'binary',
    scores: Float64Array.from(scores),
    labels: Float64Array.from(labels),
    slices: {},
    minSliceRows: 1,
    ...given,
  };
}

/** Scores with ties that know something about their labels; MINSTD, so that every implementation sees the same. */
function sample(rows: number, given: Given = {}): EvaluationInput {
  let state = 7;
  const random = () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
  const scores = Array.from({ length: rows }, () => Math.round(random() * 500) / 500);
  return input(
    scores,
    scores.map((score) => (random() < 0.2 + 0.6 * score ? 1 : 0)),
    given,
  );
}

function assertFinite(evaluation: Evaluation): void {
  const groups = [evaluation.metrics, ...evaluation.slices.map((slice) => slice.metrics)];
  for (const metrics of groups)
    for (const [name, value] of Object.entries(metrics)) assert.ok(Number.isFinite(value), `${name} is ${value}`);
  for (const [name, [low, high]] of Object.entries(evaluation.intervals))
    assert.ok(Number.isFinite(low) && low <= high, `the interval of ${name} is ${low} to ${high}`);
  for (const [name, points] of Object.entries(evaluation.curves)) {
    assert.ok(points.length <= 200, `${name} has ${points.length} points`);
    assert.ok(points.flat().every(Number.isFinite), `${name} has a point that is no number`);
  }
}

function close(actual: number | undefined, expected: number, what: string): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-9, `${what} is ${actual} instead of ${expected}`);
}

function closeTo(actual: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(expected)) close(actual[name], value, name);
}

/** What every evaluator promises. */
export const evaluatorSuite: Suite<typeof Evaluator> = suite(Evaluator, [
  {
    name: 'the area under the ROC curve counts pairs, ties half',
    async run(evaluator) {
      const auc = async (scores: number[], labels: number[]) =>
        (await evaluator.evaluate(input(scores, labels))).metrics['auc'];
      close(await auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75, 'auc');
      close(await auc([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]), 1, 'auc of a perfect ranking');
      close(await auc([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0]), 0, 'auc of the reverse');
      close(await auc([0.3, 0.3, 0.3, 0.3], [0, 1, 0, 1]), 0.5, 'auc of equal scores');
    },
  },
  {
    name: 'a binary task gets its metrics',
    async run(evaluator) {
      const { metrics } = await evaluator.evaluate(input([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]));
      closeTo(metrics, {
        average_precision: 5 / 6,
        logloss: -(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4,
        brier: (0.01 + 0.16 + 0.65 ** 2 + 0.04) / 4,
        accuracy: 0.75,
        precision: 1,
        recall: 0.5,
        f1: 2 / 3,
        base_rate: 0.5,
        mean_score: 0.4125,
      });
      assert.ok(metrics['ece'] !== undefined);
    },
  },
  {
    name: 'a regression gets its metrics',
    async run(evaluator) {
      const { metrics } = await evaluator.evaluate(input([1, 2, 4, 8], [2, 2, 2, 6], { task: 'regression' }));
      closeTo(metrics, { mae: 1.25, rmse: 1.5, r2: 1 - 9 / 12, bias: 0.75 });
    },
  },
  {
    name: 'the threshold is where positive predictions begin',
    async run(evaluator) {
      const at = async (threshold: number) =>
        (await evaluator.evaluate(input([0.2, 0.4, 0.6, 0.8], [0, 1, 0, 1], { threshold }))).metrics;
      closeTo(await at(0.4), { precision: 2 / 3, recall: 1 });
      closeTo(await at(0.41), { precision: 0.5, recall: 0.5 });
    },
  },
  {
    name: 'rows without a label are left out and counted',
    async run(evaluator) {
      const whole = await evaluator.evaluate(input([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]));
      const holes = await evaluator.evaluate(
        input([0.9, 0.1, 0.4, Number.NaN, 0.35, 0.8], [Number.NaN, 0, 0, Number.NaN, 1, 1]),
      );
      assert.deepEqual([whole.rows, whole.unlabelled, holes.rows, holes.unlabelled], [4, 0, 4, 2]);
      assert.deepEqual(holes.metrics, whole.metrics);
    },
  },
  {
    name: 'without a labelled row there is nothing to say',
    async run(evaluator) {
      for (const task of ['binary', 'regression'] as const) {
        await rejectsWithCode('PEN_METRIC_UNDEFINED', () => evaluator.evaluate(input([], [], { task })));
        await rejectsWithCode('PEN_METRIC_UNDEFINED', () => evaluator.evaluate(input([0.5], [Number.NaN], { task })));
      }
    },
  },
  {
    name: 'undefined metrics are left out, never NaN',
    async run(evaluator) {
      for (const label of [0, 1]) {
        const evaluation = await evaluator.evaluate(input([0.1, 0.2, 0.3], [label, label, label]));
        assertFinite(evaluation);
        assert.equal(evaluation.metrics['auc'], undefined);
        close(evaluation.metrics['base_rate'], label, 'base_rate');
      }
      for (const scores of [[0], [1], [0, 1], [1, 0]])
        assertFinite(await evaluator.evaluate(input(scores, [1, 0].slice(0, scores.length))));
      const constant = await evaluator.evaluate(input([1, 2], [5, 5], { task: 'regression' }));
      assertFinite(constant);
      assert.equal(constant.metrics['r2'], undefined);
      assertFinite(await evaluator.evaluate(input([1], [0], { task: 'regression' })));
    },
  },
  {
    name: 'intervals hold their metric, and narrow with the rows',
    async run(evaluator) {
      const [small, large] = [await evaluator.evaluate(sample(200)), await evaluator.evaluate(sample(20_000))];
      for (const { metrics, intervals } of [small, large])
        for (const [name, [low, high]] of Object.entries(intervals)) {
          const value = metrics[name] ?? Number.NaN;
          assert.ok(low <= value && value <= high, `${name}: ${value} in ${low} to ${high}`);
        }
      for (const [name, [low, high]] of Object.entries(large.intervals)) {
        const wide = small.intervals[name];
        if (wide) assert.ok(high - low < wide[1] - wide[0], name);
      }
    },
  },
  {
    name: 'curves are short, and the ROC curve rises from (0, 0) to (1, 1)',
    async run(evaluator) {
      const evaluation = await evaluator.evaluate(sample(5000));
      assertFinite(evaluation);
      const roc = evaluation.curves['roc'] ?? [];
      assert.deepEqual(
        [roc[0], roc.at(-1)],
        [
          [0, 0],
          [1, 1],
        ],
      );
      for (const [i, [x, y]] of roc.entries())
        assert.ok(i === 0 || (x >= (roc[i - 1]?.[0] ?? 0) && y >= (roc[i - 1]?.[1] ?? 0)));
      const [pr, calibration] = [evaluation.curves['pr'] ?? [], evaluation.curves['calibration'] ?? []];
      assert.ok(pr.length > 1 && calibration.length > 1);
      for (const value of [...pr.flat(), ...calibration.flat()]) assert.ok(value >= 0 && value <= 1);
    },
  },
  {
    name: 'a slice has the metrics of its rows alone; small slices are left out and counted',
    async run(evaluator) {
      const whole = sample(1000);
      const codes = Int32Array.from(whole.scores, (_, row) =>
        row < 3 ? 2 : row % 10 === 0 ? -1 : row % 3 === 0 ? 1 : 0,
      );
      const slices = { origin: { codes, dictionary: ['ORD', 'ATL', 'rare', 'never'] } };
      const evaluation = await evaluator.evaluate({ ...whole, slices, minSliceRows: 50 });
      for (const [code, value] of ['ORD', 'ATL'].entries()) {
        const found = evaluation.slices.find((slice) => slice.slice === 'origin' && slice.value === value);
        const kept = (_: unknown, row: number) => codes[row] === code;
        const alone = await evaluator.evaluate(input([...whole.scores].filter(kept), [...whole.labels].filter(kept)));
        assert.equal(found?.rows, alone.rows);
        closeTo(found?.metrics ?? {}, alone.metrics);
      }
      assert.ok(evaluation.slices.every((slice) => slice.rows >= 50));
      assert.ok(evaluation.slices.every((slice) => slice.value !== 'rare' && slice.value !== 'never'));
      assert.ok(evaluation.smallSlices >= 1);
    },
  },
  {
    name: 'only labelled rows count in slices',
    async run(evaluator) {
      const slices = { s: { codes: Int32Array.of(0, 0, 1, 1), dictionary: ['a', 'b'] } };
      const evaluation = await evaluator.evaluate(
        input([0.1, 0.9, 0.5, 0.5], [0, 1, 1, Number.NaN], { slices, minSliceRows: 2 }),
      );
      assert.deepEqual(
        evaluation.slices.map(({ slice, value, rows }) => ({ slice, value, rows })),
        [{ slice: 's', value: 'a', rows: 2 }],
      );
      assert.equal(evaluation.smallSlices, 1);
    },
  },
  {
    name: 'the order of the rows does not matter, and the input is left as it was',
    async run(evaluator) {
      const forward = sample(500);
      const copy = structuredClone(forward);
      const first = await evaluator.evaluate(forward);
      assert.deepEqual(forward, copy);
      const backward = await evaluator.evaluate({
        ...forward,
        scores: forward.scores.toReversed(),
        labels: forward.labels.toReversed(),
      });
      closeTo(backward.metrics, first.metrics);
    },
  },
]);
