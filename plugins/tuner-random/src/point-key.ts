import type { Params } from '@penstock/core/contracts';

/** Text that is the same for the same values of these parameters; `undefined` when one of them is missing. */
export function pointKey(params: Params, names: readonly string[]): string | undefined {
  const values = names.map((name) => params[name]);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}
