/** Regular expression of a glob over `/`-separated keys. Hidden segments (leading `.` or `_`) match only when written out. */
export function globToRegExp(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment === '**') return '(?:(?![._])[^/]+/)*';
    const guard = /^[*?]/.test(segment) ? '(?![._])' : '';
    return `${guard}${segment
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}/`;
  });
  return new RegExp(`^${segments.join('').replace(/\/$/, '')}$`, 'u');
}

/** The part of a glob before its first wildcard, up to a `/`: the prefix to list. */
export function globPrefix(pattern: string): string {
  const wild = pattern.search(/[*?]/);
  return wild === -1 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', wild) + 1);
}
