import { describe, expect, test } from 'vitest';
import { pathsOutside } from '../src/hypothesis/lattice-paths.ts';
import { chiSquaredQuantile, chiSquaredSurvival } from '../src/special/chi-squared.ts';
import { kolmogorovQuantile95, kolmogorovSurvival } from '../src/special/kolmogorov.ts';
import { kolmogorovOneSampleSurvival } from '../src/special/kolmogorov-one-sample.ts';
import { logGamma } from '../src/special/log-gamma.ts';

function expectRelative(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} instead of ${expected}`).toBeLessThan(relative);
}

// Expected values: scipy 1.17.1 (scipy.stats.chi2, scipy.stats.kstwo, scipy.special.kolmogorov, scipy.stats.ks_2samp).
describe('special functions', () => {
  test('the gamma function of whole numbers is a factorial', () => {
    let factorial = 1;
    for (let n = 2; n < 100; n += 1) {
      expectRelative(Math.exp(logGamma(n) - Math.log(factorial)), 1, 1e-12);
      factorial *= n;
    }
    expectRelative(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
  });

  test.each([
    [0.1, 1, 0.7518296340458492],
    [3.84, 1, 0.05004352124870519],
    [16.9, 9, 0.0503051901243108],
    [150, 5, 1.3351378873003031e-30],
    [700, 500, 7.728992111216604e-9],
    [2000, 999, 2.9249231493034897e-69],
  ])('chi-squared exceeds %d with %d degrees of freedom with the right probability', (x, dof, expected) => {
    expectRelative(chiSquaredSurvival(x, dof), expected, 1e-11);
  });

  test.each([
    [1, 3.8414588206941285],
    [9, 16.91897760462045],
    [49, 66.33864886296881],
    [999, 1073.6426506574246],
  ])('the 95 %% quantile of chi-squared with %d degrees of freedom is right', (dof, expected) => {
    expectRelative(chiSquaredQuantile(0.05, dof), expected, 1e-11);
  });

  test.each([
    [0.3, 0.9999906941986655],
    [0.7, 0.7112351950296893],
    [1, 0.26999967167735456],
    [2.5, 7.453306344157342e-6],
    [6, 1.0760372320042276e-31],
    [kolmogorovQuantile95, 0.05],
  ])('the Kolmogorov limit law exceeds %d with the right probability', (z, expected) => {
    expectRelative(kolmogorovSurvival(z), expected, 1e-13);
  });

  test.each([
    [3, 0.2, 0.9982222222222222],
    [10, 0.3, 0.27053557479999946],
    [100, 0.05, 0.9532159710635725],
    [100, 0.12, 0.1033037490181987],
    [141, 0.04, 0.9710682269013183],
    [200, 0.11, 0.014579948726993197],
    [990, 0.04479, 0.036524232854301175],
    [50_000, 0.006, 0.05442749636006261],
    [50_000, 0.01281, 1.4807769191117314e-7],
    [250_000, 0.004, 0.0006691242219145274],
  ])('the one-sample statistic of %d rows exceeds %d with the right probability', (n, x, expected) => {
    expectRelative(kolmogorovOneSampleSurvival(n, x), expected, 1e-8);
  });

  test('the one-sample law is 1 below, 0 above, and never rises', () => {
    for (const n of [1, 2, 7, 140, 141, 5000]) {
      let previous = 1;
      for (let x = 0; x <= 1.01; x += 0.005) {
        const now = kolmogorovOneSampleSurvival(n, x);
        expect(now).toBeLessThanOrEqual(previous + 1e-6);
        previous = now;
      }
      expect(previous).toBe(0);
      expect(kolmogorovOneSampleSurvival(n, 0)).toBe(1);
    }
  });

  test.each([
    [5, 9, 12, 0.9190809190809192],
    [40, 25, 185, 0.6005020985992211],
    [300, 1000, 32_100, 0.009410545395489179],
    [2000, 700, 124_300, 0.000523292974299497],
  ])('lattice paths of %d by %d rows leave the band of %d with the right probability', (n, m, distance, expected) => {
    expectRelative(pathsOutside(n, m, distance), expected, 1e-10);
    expectRelative(pathsOutside(m, n, distance), expected, 1e-10);
  });

  test('lattice paths agree with a count of all orders of few rows', () => {
    const [n, m] = [4, 5];
    const reached = new Map<number, number>();
    let orders = 0;
    for (let mask = 0; mask < 2 ** (n + m); mask += 1) {
      const steps = Array.from({ length: n + m }, (_, at) => (mask >> at) & 1);
      if (steps.reduce((sum, step) => sum + step, 0) !== m) continue;
      let [i, j, largest] = [0, 0, 0];
      for (const step of steps) {
        if (step === 1) j += 1;
        else i += 1;
        largest = Math.max(largest, Math.abs(i * m - j * n));
      }
      reached.set(largest, (reached.get(largest) ?? 0) + 1);
      orders += 1;
    }
    for (const distance of reached.keys()) {
      const count = [...reached].reduce((sum, [largest, times]) => sum + (largest >= distance ? times : 0), 0);
      expectRelative(pathsOutside(n, m, distance), count / orders, 1e-13);
    }
  });
});
