import { createHash } from 'node:crypto';
import { isRecord } from './read-actions.ts';

/** MD5 of the canonical form of `_last_checkpoint` without its `checksum` (PROTOCOL.md, "JSON checksum"). */
export function jsonChecksum(value: Readonly<Record<string, unknown>>): string {
  const { checksum: _, ...rest } = value;
  return createHash('md5').update(canonicalJson(rest)).digest('hex');
}

/** `"a"+0="x%20y","b"=1`: leaves with their paths, sorted. */
export function canonicalJson(value: unknown): string {
  return Array.from(leaves(value, ''))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([path, leaf]) => `${path}=${leaf}`)
    .join(',');
}

function* leaves(value: unknown, path: string): Generator<readonly [path: string, leaf: string]> {
  const below = (name: string) => (path === '' ? name : `${path}+${name}`);
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* leaves(item, below(String(at)));
  else if (isRecord(value)) for (const [name, item] of Object.entries(value)) yield* leaves(item, below(quoted(name)));
  else yield [path, typeof value === 'string' ? quoted(value) : String(value)];
}

/** Everything but RFC 3986's unreserved characters, percent-encoded. */
function quoted(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `"${encoded}"`;
}
