/** The integer key of an experiment id (decimal, from `0` up); `undefined` when it is not one. */
export function experimentKey(experimentId: string): number | undefined {
  return /^(0|[1-9]\d{0,14})$/.test(experimentId) ? Number(experimentId) : undefined;
}
