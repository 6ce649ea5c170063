import { PenstockError } from '@penstock/core';
import type { RawRow } from '@penstock/core/models';

/** Every row has the model's columns and no other. PEN_MODEL_INPUT names the first row that differs and its columns. */
export function checkColumns(rows: readonly RawRow[], columns: ReadonlySet<string>): void {
  for (const [at, row] of rows.entries()) {
    const names = Object.keys(row);
    if (names.length === columns.size && names.every((name) => columns.has(name))) continue;
    const unknown = names.filter((name) => !columns.has(name));
    const missing = [...columns].filter((name) => !Object.hasOwn(row, name));
    const problems = [
      ...(unknown.length > 0 ? [`unknown columns: ${listed(unknown)}`] : []),
      ...(missing.length > 0 ? [`missing columns: ${listed(missing)}`] : []),
    ];
    throw new PenstockError('PEN_MODEL_INPUT', `Row ${at} does not fit the model; ${problems.join('; ')}`, {
      hint: `The model takes: ${listed([...columns])}. Send null where there is no value.`,
    });
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name.slice(0, 100)));
  return names.length > 20 ? `${shown.join(', ')} and ${names.length - 20} more` : shown.join(', ');
}
