import { PenstockError } from '@penstock/core';

/** Longest quotation of a name in a message. */
const quoted = 80;

/** PEN_TRACKING_INVALID about a named thing, e.g. `metric "a//b" must …`. Names are quoted, values never. */
export function refusal(kind: string, name: unknown, problem: string): PenstockError {
  const shown =
    typeof name === 'string' ? `"${name.length > quoted ? `${name.slice(0, quoted)}…` : name}"` : typeof name;
  return new PenstockError('PEN_TRACKING_INVALID', `${kind} ${shown} ${problem}`);
}
