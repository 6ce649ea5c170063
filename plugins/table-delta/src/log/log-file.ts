/** A file of `_delta_log` that counts, told by its exact name. */
export type LogFile =
  | { readonly kind: 'commit'; readonly version: number }
  | { readonly kind: 'checkpoint'; readonly version: number; readonly part: number; readonly parts: number }
  /** UUID-named checkpoint of the v2 spec. */
  | { readonly kind: 'checkpoint-v2'; readonly version: number }
  | { readonly kind: 'checksum'; readonly version: number };

const NAME =
  /^(\d{20})\.(json|crc|checkpoint\.parquet|checkpoint\.(\d{10})\.(\d{10})\.parquet|checkpoint\.[0-9a-f-]{36}\.(?:json|parquet))$/;

/** `undefined` for everything else: temporary files, backups, sidecars, versions beyond 2^53-1. */
export function parseLogFile(name: string): LogFile | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const version = Number(match[1]);
  if (!Number.isSafeInteger(version)) return undefined;
  const [, , suffix = '', part, parts] = match;
  if (suffix === 'json') return { kind: 'commit', version };
  if (suffix === 'crc') return { kind: 'checksum', version };
  if (suffix === 'checkpoint.parquet') return { kind: 'checkpoint', version, part: 1, parts: 1 };
  if (parts === undefined) return { kind: 'checkpoint-v2', version };
  return { kind: 'checkpoint', version, part: Number(part), parts: Number(parts) };
}
