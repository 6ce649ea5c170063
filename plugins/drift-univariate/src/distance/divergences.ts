/** Floor of a share in the distances that take logarithms of quotients: an empty bin counts as one row in ten thousand. */
export const SHARE_FLOOR = 1e-4;

/** Population stability index Σ (p − q)·ln(p / q) of floored shares. */
export function populationStability(p: ArrayLike<number>, q: ArrayLike<number>): number {
  return sumOver(p, q, (a, b) => {
    const [x, y] = [Math.max(a, SHARE_FLOOR), Math.max(b, SHARE_FLOOR)];
    return (x - y) * Math.log(x / y);
  });
}

/** Kullback-Leibler divergence of the current shares q from the reference p, Σ p·ln(p / q) in nats; floored, then normalised again. */
export function kullbackLeibler(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const sumP = sumOver(p, q, (a) => Math.max(a, SHARE_FLOOR));
  const sumQ = sumOver(p, q, (_, b) => Math.max(b, SHARE_FLOOR));
  const divergence = sumOver(p, q, (a, b) => {
    const x = Math.max(a, SHARE_FLOOR) / sumP;
    return x * Math.log((x * sumQ) / Math.max(b, SHARE_FLOOR));
  });
  return Math.max(0, divergence);
}

/** Jensen-Shannon distance: the square root of the divergence, in bits (base 2, at most 1) or nats (base e). */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>, base: 2 | 'e' = 2): number {
  const nats = sumOver(p, q, (a, b) => {
    const difference = a + b === 0 ? 0 : (a - b) / (a + b);
    return half(a, difference) + half(b, -difference);
  });
  return Math.sqrt(Math.max(0, nats) / 2 / (base === 2 ? Math.LN2 : 1));
}

/** Hellinger distance √(½ Σ (√p − √q)²), at most 1. */
export function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): number {
  return Math.sqrt(sumOver(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2);
}

/** Total variation distance ½ Σ |p − q|, at most 1. */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  return sumOver(p, q, (a, b) => Math.abs(a - b)) / 2;
}

/** Largest difference of a share. */
export function largestDifference(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < p.length; i += 1) largest = Math.max(largest, Math.abs((p[i] ?? 0) - (q[i] ?? 0)));
  return largest;
}

/** a·ln(2a / (a + b)) with d = (a − b) / (a + b). */
function half(a: number, d: number): number {
  return a === 0 ? 0 : a * Math.log1p(d);
}

function sumOver(p: ArrayLike<number>, q: ArrayLike<number>, term: (a: number, b: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) sum += term(p[i] ?? 0, q[i] ?? 0);
  return sum;
}
