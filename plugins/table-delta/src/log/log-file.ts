/** A file of `_delta_log` that counts, told by its exact name. */
export type LogFile =
  | { readonly kind: 'commit'; readonly version: number }
  | { readonly kind: 'checkpoint'; readonly version: number; readonly part: number; readonly parts: number }
  /** UUID-named checkpoint of the v2 spec. */
  | { readonly kind: 'checkpoint-v2'; readonly version: number; readonly format: 'json' | 'parquet' }
  /** What the commits from `version` to `to` come to. */
  | { readonly kind: 'compaction'; readonly version: number; readonly to: number }
  | { readonly kind: 'checksum'; readonly version: number };

const NAME =
  /^(\d{20})\.(json|crc|(\d{20})\.compacted\.json|checkpoint\.parquet|checkpoint\.(\d{10})\.(\d{10})\.parquet|checkpoint\.[0-9a-fA-F-]{36}\.(json|parquet))$/;

/** `undefined` for everything else: temporary files, backups, sidecars, versions beyond 2^53-1. */
export function parseLogFile(name: string): LogFile | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const version = Number(match[1]);
  const [, , suffix = '', to, part, parts, format] = match;
  if (!Number.isSafeInteger(version) || !Number.isSafeInteger(Number(to ?? 0))) return undefined;
  if (suffix === 'json') return { kind: 'commit', version };
  if (suffix === 'crc') return { kind: 'checksum', version };
  if (to !== undefined) return { kind: 'compaction', version, to: Number(to) };
  if (suffix === 'checkpoint.parquet') return { kind: 'checkpoint', version, part: 1, parts: 1 };
  if (parts !== undefined) return { kind: 'checkpoint', version, part: Number(part), parts: Number(parts) };
  return { kind: 'checkpoint-v2', version, format: format === 'json' ? 'json' : 'parquet' };
}
