import { PenstockError } from '@penstock/core';
import type { SampleColumn } from '@penstock/core/contracts';

type CategoricalColumn = Extract<SampleColumn, { kind: 'categorical' }>;

/** Rows per level that occurs; nulls under the key null when they count as a level. PEN_DRIFT_INVALID on a code without a level. */
export function countLevels(
  { codes, dictionary }: CategoricalColumn,
  nulls: 'drop' | 'category',
): ReadonlyMap<string | null, number> {
  const counts = new Float64Array(dictionary.length);
  let nullRows = 0;
  for (const code of codes) {
    if (code === -1) nullRows += 1;
    else if (code >= 0 && code < counts.length) counts[code] = (counts[code] ?? 0) + 1;
    else
      throw new PenstockError(
        'PEN_DRIFT_INVALID',
        `A categorical column has the code ${code}, but its dictionary has ${dictionary.length} levels`,
      );
  }
  const levels = new Map<string | null, number>();
  if (nulls === 'category' && nullRows > 0) levels.set(null, nullRows);
  for (const [code, level] of dictionary.entries()) {
    const rows = counts[code] ?? 0;
    if (rows > 0) levels.set(level, (levels.get(level) ?? 0) + rows);
  }
  return levels;
}
