/** Parameters of a generator described in `fixtures/scikit-learn.json`. */
export interface RowsSpec {
  readonly seed: number;
  readonly rows: number;
  readonly [parameter: string]: number;
}

/** The fixture's rows, bit for bit as its script made them. */
export function generated(spec: RowsSpec): { scores: Float64Array; labels: Float64Array } {
  let state = spec.seed;
  const random = () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
  const of = (name: string) => spec[name] ?? 0;
  const scores = new Float64Array(spec.rows);
  const labels = new Float64Array(spec.rows);
  for (let row = 0; row < spec.rows; row += 1) {
    const [a, b] = [random(), random()];
    if ('digits' in spec) {
      const p = of('low') + (of('high') - of('low')) * a;
      scores[row] = Math.floor(p * 10 ** of('digits') + 0.5) / 10 ** of('digits');
      labels[row] = b < p ** of('power') ? 1 : 0;
    } else {
      labels[row] = of('offset') + 10 * a;
      scores[row] = (labels[row] ?? 0) + of('bias') + of('noise') * (b - 0.5);
    }
  }
  return { scores, labels };
}
