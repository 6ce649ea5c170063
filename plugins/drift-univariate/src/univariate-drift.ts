import type { DriftDetector, DriftMethodConfig, DriftResult, JsonValue, SampleColumn } from '@penstock/core/contracts';
import { fitReference } from './fit-reference.ts';
import { countLevels } from './level-counts.ts';
import { binnedMethods, methodNames } from './methods.ts';
import type { DriftOptions } from './options.ts';
import { type PairedCounts, pairCategorical, pairNumeric } from './paired-counts.ts';
import { plotBins } from './plot-bins.ts';
import { type NumericState, type ReferenceState, readState } from './reference-state.ts';
import { clean } from './sample/clean.ts';
import { type Points, pointsOf } from './sample/points.ts';
import { type Score, scoreBinned, scoreChiSquared, scoreKolmogorovSmirnov, scoreWasserstein } from './score.ts';

/** Compares single columns with a reference; an alert needs a score beyond the threshold and beyond chance. */
export class UnivariateDrift implements DriftDetector {
  readonly methods = methodNames;
  readonly #options: DriftOptions;

  constructor(options: DriftOptions) {
    this.#options = options;
  }

  fit(reference: SampleColumn, config: DriftMethodConfig = {}): JsonValue {
    return fitReference(reference, config, this.#options);
  }

  compare(state: JsonValue, current: SampleColumn): DriftResult {
    const reference = readState(state);
    const sample = this.#read(reference, current);
    const base = {
      method: reference.method,
      unit: 'distance' as const,
      direction: 'higher-is-worse' as const,
      threshold: reference.threshold,
      level: 'none' as const,
      rows: { reference: reference.rows, current: sample.rows },
      dropped: sample.dropped,
    };
    const { method } = reference;
    const looksAtValues = method === 'ks' || method === 'wasserstein';
    if (current.kind !== reference.kind || (looksAtValues && reference.kind !== 'numeric'))
      return { ...base, status: 'not-applicable' };
    if (sample.counts === undefined || Math.min(reference.rows, sample.rows) < this.#options.minRows)
      return { ...base, status: 'insufficient-data' };
    const found = this.#score(reference, sample);
    const bins = plotBins(sample.counts);
    if (found === undefined || !Number.isFinite(found.score)) return { ...base, status: 'undefined', bins };
    const drifts = found.score > reference.threshold && found.score > found.nullQuantile;
    return { ...base, status: 'ok', ...found, level: drifts ? 'drift' : 'none', bins };
  }

  #read(reference: ReferenceState, current: SampleColumn): CurrentSample {
    if (current.kind === 'numeric') {
      const { values, dropped } = clean(current.values);
      const bins = reference.kind === 'numeric' ? reference.bins : undefined;
      return {
        rows: values.length,
        values,
        // A column cannot tell NaN from null.
        dropped: { null: dropped.nan, nan: 0, inf: dropped.inf },
        ...(bins ? { counts: pairNumeric(bins, values) } : {}),
      };
    }
    const levels = countLevels(current, reference.kind === 'categorical' ? reference.nulls : 'drop');
    const rows = [...levels.values()].reduce((sum, count) => sum + count, 0);
    return {
      rows,
      values: new Float64Array(),
      dropped: { null: current.codes.length - rows, nan: 0, inf: 0 },
      ...(reference.kind === 'categorical' ? { counts: pairCategorical(reference, levels) } : {}),
    };
  }

  #score(reference: ReferenceState, { counts, values }: CurrentSample): Score | undefined {
    const { seed, minExpected } = this.#options;
    if (counts === undefined) return undefined;
    const binned = binnedMethods[reference.method];
    if (binned !== undefined) return scoreBinned(binned, counts, seed);
    if (reference.method === 'chi2') return scoreChiSquared(counts, minExpected);
    if (reference.kind !== 'numeric') return undefined;
    const current = pointsOf(values.sort());
    return reference.method === 'ks'
      ? scoreKolmogorovSmirnov(pointsOfState(reference), current)
      : scoreWasserstein(pointsOfState(reference), current, reference.std, seed);
  }
}

interface CurrentSample {
  readonly rows: number;
  readonly dropped: DriftResult['dropped'];
  /** A copy, free to be sorted. */
  readonly values: Float64Array;
  /** Absent when the reference is of another kind or empty. */
  readonly counts?: PairedCounts;
}

function pointsOfState({ points, rows }: NumericState): Points {
  return { values: Float64Array.from(points?.values ?? []), counts: Float64Array.from(points?.counts ?? []), rows };
}
