/** What is found about one set of rows. */
export interface Findings {
  /** Only those that are defined. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly curves: Readonly<Record<string, Curve>>;
}

export type Curve = readonly (readonly [number, number])[];

/** Leaves out what has no value. */
export function defined<T>(entries: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const kept: Record<string, T> = {};
  for (const [name, value] of Object.entries(entries))
    if (value !== undefined && (typeof value !== 'number' || Number.isFinite(value))) kept[name] = value;
  return kept;
}
