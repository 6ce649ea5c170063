/** Deeper values would not survive other readers. */
const MAX_DEPTH = 200;

/**
 * Why a value is not JSON that every reader takes (RFC 8259, I-JSON), with the place: `$.rows[3]: NaN is no JSON number`.
 * `undefined` when all is well. Properties that are `undefined` count as left out.
 */
export function jsonProblem(value: unknown, path = '$', above: readonly object[] = []): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'string':
      return value.isWellFormed() ? undefined : `${path}: the text is not well-formed Unicode`;
    case 'number':
      return Number.isFinite(value) ? undefined : `${path}: ${value} is no JSON number`;
    case 'object':
      return value === null ? undefined : problemInside(value, path, above);
    default:
      return `${path}: ${typeof value} is no JSON type`;
  }
}

function problemInside(value: object, path: string, above: readonly object[]): string | undefined {
  if (above.includes(value)) return `${path}: the value contains itself`;
  if (above.length >= MAX_DEPTH) return `${path}: nested deeper than ${MAX_DEPTH} levels`;
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const problem = jsonProblem(value[i], `${path}[${i}]`, inside);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `${path}: ${value.constructor?.name ?? 'the value'} is no plain object`;
  for (const [key, item] of Object.entries(value)) {
    if (!key.isWellFormed()) return `${path}: a name is not well-formed Unicode`;
    const problem = item === undefined ? undefined : jsonProblem(item, `${path}.${key}`, inside);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
