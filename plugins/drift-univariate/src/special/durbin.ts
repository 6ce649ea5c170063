/**
 * P(D < x) of the two-sided one-sample Kolmogorov-Smirnov statistic at sample size n, exactly: the n-th power of
 * Durbin's matrix (Marsaglia, Tsang, Wang 2003). The matrix has about 2·n·x rows, so x has to be small.
 */
export function durbinCdf(n: number, x: number): number {
  const k = Math.floor(n * x) + 1;
  const size = 2 * k - 1;
  const { matrix: power, exponent } = raise(durbinMatrix(size, k - n * x), size, n);
  let value = power[(k - 1) * size + k - 1] ?? 0;
  let shift = exponent;
  for (let i = 1; i <= n; i += 1) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      shift -= 140;
    }
  }
  return value * 10 ** shift;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= Math.min(row + 1, size - 1); column += 1) matrix[row * size + column] = 1;
  for (let i = 0; i < size; i += 1) {
    const first = i * size;
    matrix[first] = (matrix[first] ?? 0) - h ** (i + 1);
    const last = (size - 1) * size + i;
    matrix[last] = (matrix[last] ?? 0) - h ** (size - i);
  }
  const corner = (size - 1) * size;
  matrix[corner] = (matrix[corner] ?? 0) + (2 * h > 1 ? (2 * h - 1) ** size : 0);
  for (let row = 0; row < size; row += 1) {
    let factorial = 1;
    for (let column = row + 1; column >= 0; column -= 1) {
      if (row - column + 1 > 0) factorial *= row - column + 1;
      if (column < size) matrix[row * size + column] = (matrix[row * size + column] ?? 0) / factorial;
    }
  }
  return matrix;
}

interface Scaled {
  readonly matrix: Float64Array;
  /** The matrix is to be multiplied by 10 to this. */
  readonly exponent: number;
}

function raise(matrix: Float64Array, size: number, n: number): Scaled {
  let result: Scaled | undefined;
  let square: Scaled = { matrix, exponent: 0 };
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === undefined ? square : multiply(result, square, size);
    if (left > 1) square = multiply(square, square, size);
  }
  return result ?? square;
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let k = 0; k < size; k += 1) {
      const factor = a.matrix[row * size + k] ?? 0;
      for (let column = 0; column < size; column += 1) {
        const at = row * size + column;
        product[at] = (product[at] ?? 0) + factor * (b.matrix[k * size + column] ?? 0);
      }
    }
  const exponent = a.exponent + b.exponent;
  const middle = product[((size - 1) / 2) * (size + 1)] ?? 0;
  return middle > 1e140
    ? { matrix: product.map((value) => value * 1e-140), exponent: exponent + 140 }
    : { matrix: product, exponent };
}
