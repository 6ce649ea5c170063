const conditions = ['node', 'import', 'module-sync', 'default'];

/** The file that the `exports` of a package.json give for a subpath, by the rules of ES module imports. */
export function exportsTarget(exports: unknown, subpath: string): string | undefined {
  const isMap = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!isMap) return subpath === '.' ? pick(exports, '') : undefined;
  if (subpath in exports) return pick(exports[subpath], '');
  for (const pattern of Object.keys(exports).toSorted((a, b) => b.indexOf('*') - a.indexOf('*'))) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue;
    if (subpath.length < pattern.length) continue;
    return pick(exports[pattern], subpath.slice(before.length, subpath.length - after.length));
  }
  return undefined;
}

function pick(target: unknown, star: string): string | undefined {
  if (typeof target === 'string') return target.replaceAll('*', star);
  if (Array.isArray(target)) return target.map((item) => pick(item, star)).find((item) => item !== undefined);
  if (!isRecord(target)) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (!conditions.includes(condition)) continue;
    const found = pick(value, star);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
