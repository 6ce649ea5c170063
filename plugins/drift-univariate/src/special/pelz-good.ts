/**
 * P(D < x) of the two-sided one-sample Kolmogorov-Smirnov statistic at a sample size above 140: the limit law and three
 * corrections in powers of 1/√n (Pelz & Good 1976).
 */
export function pelzGoodCdf(n: number, x: number): number {
  const z = Math.sqrt(n) * x;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const pi2 = Math.PI * Math.PI;
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = terms; k >= 1; k -= 1) {
    const odd = 2 * k - 1;
    const s = pi2 * odd * odd;
    const weight = Math.exp(-s / 8 / z2);
    k0 += weight;
    k1 += weight * (s / 4 - z2);
    k2 += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * s) / 4 + ((1 - 2 * z2) * s * s) / 16);
    k3 +=
      weight *
      (-30 * z6 -
        90 * z4 * z4 +
        ((135 * z4 - 96 * z6) * s) / 4 +
        ((212 * z4 - 60 * z2) * s * s) / 16 +
        ((5 - 30 * z2) * s * s * s) / 64);
  }
  let [even2, even3] = [0, 0];
  for (let k = terms; k >= 1; k -= 1) {
    const s = pi2 * k * k;
    const weight = Math.exp(-s / 2 / z2);
    even2 += weight * s;
    even3 += weight * s * (3 * z2 - s);
  }
  const root = Math.sqrt(2 * Math.PI);
  const first = (root / z) * k0;
  const second = (root / (6 * z4)) * k1;
  const third = (root / (72 * z6 * z)) * k2 - (root / (36 * z2 * z)) * even2;
  const fourth = (root / (6480 * z6 * z4)) * k3 + (root / (216 * z6)) * even3;
  return first + second / Math.sqrt(n) + third / n + fourth / (n * Math.sqrt(n));
}
