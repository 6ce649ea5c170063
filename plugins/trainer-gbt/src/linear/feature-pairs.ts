import { PenstockError } from '@penstock/core';

/**
 * Reads the parameter `crosses`: `none`, `all`, or `a*b,a*c`.
 * @returns Pairs of indexes of `names`.
 * @throws PEN_TRAINING_PARAMS naming the pair that is not one.
 */
export function featurePairs(crosses: string, names: readonly string[]): [number, number][] {
  if (crosses === 'none') return [];
  if (crosses === 'all')
    return names.flatMap((_, a) => names.slice(a + 1).map((_, b): [number, number] => [a, a + 1 + b]));
  return crosses.split(',').map((pair) => {
    const parts = pair.split('*').map((part) => names.indexOf(part.trim()));
    const [a, b] = parts;
    if (parts.length !== 2 || a === undefined || b === undefined || a < 0 || b < 0 || a === b)
      throw new PenstockError(
        'PEN_TRAINING_PARAMS',
        `The parameter crosses names "${pair.trim()}", which is not a pair of features such as a*b`,
        { at: 'crosses', hint: `The features are: ${names.join(', ')}.` },
      );
    return [a, b];
  });
}
