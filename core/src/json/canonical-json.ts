import type { JsonValue } from '../contracts/drift-detector.ts';

/**
 * The one JSON text of a value, for hashing: keys sorted by UTF-16 units, no white space (RFC 8785, JSON
 * Canonicalization Scheme). Properties that are `undefined` are left out. Check foreign values with `jsonProblem` first.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${members.join(',')}}`;
}

// Array.isArray does not narrow readonly arrays.
function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
