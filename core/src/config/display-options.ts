import { Secret } from '../plugin/secret.ts';
import { type ConfigNode, childOf, type MapEntry } from './config-node.ts';
import type { Redactor } from './redactor.ts';

const hidden = '[secret]';

/** Options as people may see them: plain JSON, a secret as the reference it was written with. */
export function displayOptions(
  value: unknown,
  options: MapEntry,
  redactor: Redactor,
): Readonly<Record<string, unknown>> {
  const shown = display(value, options.node, redactor);
  return typeof shown === 'object' && shown !== null && !Array.isArray(shown) ? { ...shown } : {};
}

function display(value: unknown, node: ConfigNode | undefined, redactor: Redactor): unknown {
  const reference = node?.kind === 'scalar' ? node.reference : undefined;
  if (Secret.is(value) || reference?.secret) return reference?.pure && !reference.fallback ? reference.text : hidden;
  if (typeof value === 'string') return redactor.text(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item, index) => display(item, node && childOf(node, index)?.node, redactor));
  if (value instanceof Date || value instanceof RegExp || value instanceof URL) return redactor.text(String(value));
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
    return `[${value.constructor.name}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, display(item, node && childOf(node, key)?.node, redactor)]),
  );
}
