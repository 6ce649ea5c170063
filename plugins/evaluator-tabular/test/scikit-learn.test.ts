import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { options } from '../src/options.ts';
import { TabularEvaluator } from '../src/tabular-evaluator.ts';
import { generated, type RowsSpec } from './generated-rows.ts';

interface Calibration {
  readonly curve: readonly (readonly [number, number])[];
  readonly ece: number;
}
interface Case {
  readonly id: string;
  readonly task: 'binary' | 'regression';
  readonly inputs: { readonly generator?: RowsSpec; readonly scores?: number[]; readonly labels?: number[] };
  readonly threshold?: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly calibration?: Readonly<Record<'quantile' | 'uniform', Calibration>>;
}

const file = new URL('./fixtures/scikit-learn.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

describe.each(cases)('case $id', ({ task, inputs, threshold, metrics, intervals, calibration }) => {
  const rows = inputs.generator
    ? generated(inputs.generator)
    : { scores: Float64Array.from(inputs.scores ?? []), labels: Float64Array.from(inputs.labels ?? []) };
  const evaluate = (strategy: 'quantile' | 'uniform') =>
    new TabularEvaluator(options.parse({ calibration: strategy })).evaluate({
      task,
      ...rows,
      slices: {},
      minSliceRows: 1,
      threshold,
    });
  const near = (actual: number | undefined, expected: number, name: string) =>
    expect(Math.abs((actual ?? Number.NaN) - expected), `${name}: ${actual} instead of ${expected}`).toBeLessThan(
      1e-9 + 1e-8 * Math.abs(expected),
    );

  test('metrics and intervals are those of scikit-learn and scipy', async () => {
    const found = await evaluate('quantile');
    for (const [name, value] of Object.entries(metrics)) near(found.metrics[name], value, name);
    for (const [name, [low, high]] of Object.entries(intervals)) {
      near(found.intervals[name]?.[0], low, `${name} from`);
      near(found.intervals[name]?.[1], high, `${name} to`);
    }
  });

  for (const strategy of ['quantile', 'uniform'] as const) {
    const expected = calibration?.[strategy];
    if (expected === undefined) continue;
    test(`the calibration by ${strategy} bins is that of scikit-learn`, async () => {
      const found = await evaluate(strategy);
      near(found.metrics['ece'], expected.ece, 'ece');
      expect(found.curves['calibration']).toHaveLength(expected.curve.length);
      for (const [i, point] of expected.curve.entries())
        for (const side of [0, 1] as const) near(found.curves['calibration']?.[i]?.[side], point[side], `bin ${i}`);
    });
  }
});
