/**
 * Weights learnt one example at a time by FTRL-Proximal with per-coordinate learning rates
 * (McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", algorithm 1).
 */
export class Ftrl {
  readonly #z: Float64Array;
  readonly #n: Float64Array;
  readonly #params: FtrlParams;

  constructor(weights: number, params: FtrlParams) {
    this.#z = new Float64Array(weights);
    this.#n = new Float64Array(weights);
    this.#params = params;
  }

  weight(index: number): number {
    const { alpha, beta, lambdaL1, lambdaL2 } = this.#params;
    const z = this.#z[index]!;
    if (Math.abs(z) <= lambdaL1) return 0;
    return (Math.sign(z) * lambdaL1 - z) / ((beta + Math.sqrt(this.#n[index]!)) / alpha + lambdaL2);
  }

  /** @param weight What {@link weight} gave for this example. */
  update(index: number, weight: number, gradient: number): void {
    const n = this.#n[index]!;
    const grown = n + gradient * gradient;
    const sigma = (Math.sqrt(grown) - Math.sqrt(n)) / this.#params.alpha;
    this.#z[index]! += gradient - sigma * weight;
    this.#n[index] = grown;
  }
}

export interface FtrlParams {
  readonly alpha: number;
  readonly beta: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
}
