export { type Bins, binCount, binLabels, countInBins } from './bins/bins.ts';
export { type Binning, chooseBins, quantileBins } from './bins/choose-bins.ts';
export { equalWidthBins, type WidthRule } from './bins/equal-width.ts';
export {
  hellinger,
  jensenShannon,
  kullbackLeibler,
  largestDifference,
  populationStability,
  totalVariation,
} from './distance/divergences.ts';
export { shares } from './distance/shares.ts';
export { wasserstein } from './distance/wasserstein.ts';
export { type Adjustment, adjustPValues } from './hypothesis/adjust-p-values.ts';
export { type ChiSquared, chiSquared } from './hypothesis/chi-squared-test.ts';
export { type KolmogorovSmirnov, kolmogorovSmirnov } from './hypothesis/kolmogorov-smirnov.ts';
export { poolRareLevels } from './hypothesis/pool-rare-levels.ts';
export { clean } from './sample/clean.ts';
export { condense } from './sample/condense.ts';
export { moments } from './sample/moments.ts';
export { pairPoints } from './sample/pair-points.ts';
export { type Points, pointsOf } from './sample/points.ts';
export { quantile } from './sample/quantile.ts';
export { chiSquaredQuantile, chiSquaredSurvival } from './special/chi-squared.ts';
export { kolmogorovSurvival } from './special/kolmogorov.ts';
export { kolmogorovOneSampleSurvival } from './special/kolmogorov-one-sample.ts';
