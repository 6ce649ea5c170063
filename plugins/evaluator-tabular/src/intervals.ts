/** 97.5 % quantile of the normal law. */
export const Z95 = 1.959963984540054;

/** 95 % interval of a share by Wilson's score method; `undefined` without a trial. */
export function wilson(successes: number, trials: number): readonly [number, number] | undefined {
  if (trials === 0) return undefined;
  const share = successes / trials;
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** 95 % interval of a mean by the normal law; `undefined` with fewer than two rows. */
export function meanInterval(mean: number, squares: number, rows: number): readonly [number, number] | undefined {
  if (rows < 2) return undefined;
  const half = Z95 * Math.sqrt(Math.max(0, squares) / (rows - 1) / rows);
  return [mean - half, mean + half];
}
