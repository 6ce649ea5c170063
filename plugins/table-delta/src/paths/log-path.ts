const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * A path of the log (`add.path` …) as text for I/O: URI-decoded once. Old writers left a bare `%` in it, then the
 * text stands as it is.
 */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * A path inside the table folder as it is written to the log (PROTOCOL.md: RFC 2396 URI). `%` of a Hive-escaped folder
 * is encoded again; `=` stays, as other writers leave it.
 */
export function encodePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || SCHEME.test(path);
}

/** One text per file, whatever way the log spells it: `/x`, `file:/x` and `file:///x` are one file. */
export function canonicalPath(path: string): string {
  const decoded = decodePath(path);
  if (!isAbsolutePath(decoded)) return decoded;
  const local = /^(?:file:(?:\/\/[^/]*)?)?(\/.*)$/is.exec(decoded);
  return local ? `file://${local[1]}` : decoded;
}
