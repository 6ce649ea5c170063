import { createHash } from 'node:crypto';
import { canonicalJson } from '../../json/canonical-json.ts';
import { plainJson } from '../../json/plain-json.ts';

/** SHA-256 (hex) of a value's canonical JSON: equal for equal values, whatever the order they were written in. */
export function fingerprint(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(plainJson(value)))
    .digest('hex');
}
