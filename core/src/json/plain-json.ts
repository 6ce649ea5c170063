import type { JsonValue } from '../contracts/drift-detector.ts';

/**
 * A payload as JSON, whatever it holds: an odd value must not cost the record of an event. Numbers that JSON lacks
 * and big integers become text, `toJSON` is honoured (dates, secrets), functions and `undefined` are left out.
 */
export function plainJson(value: unknown, above: readonly object[] = []): JsonValue {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : plainObject(value, above);
    default:
      return null;
  }
}

function plainObject(value: object, above: readonly object[]): JsonValue {
  if (above.includes(value)) return '[circular]';
  const inside = [...above, value];
  if ('toJSON' in value && typeof value.toJSON === 'function') return plainJson(value.toJSON(), inside);
  if (value instanceof Error) return { name: value.name, message: value.message.toWellFormed() };
  if (Array.isArray(value)) return value.map((item) => plainJson(item, inside));
  const source = value instanceof Map ? value : Object.entries(value);
  const members: [string, JsonValue][] = [];
  for (const [key, item] of source) {
    if (item !== undefined && typeof item !== 'function' && typeof item !== 'symbol')
      members.push([String(key).toWellFormed(), plainJson(item, inside)]);
  }
  return Object.fromEntries(members);
}
