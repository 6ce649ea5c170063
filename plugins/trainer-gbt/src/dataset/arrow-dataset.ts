import { PenstockError } from '@penstock/core';
import type { Task } from '@penstock/core/contracts';
import type { Table, Vector } from 'apache-arrow';
import { categoricalColumn, numericColumn } from './arrow-columns.ts';
import { type Dataset, makeDataset } from './dataset.ts';

/** Which columns of a table are what. */
export interface ArrowRoles {
  readonly features: readonly { readonly name: string; readonly type: 'numeric' | 'categorical' }[];
  readonly label: string;
  readonly weight?: string;
  readonly task: Task;
}

/**
 * A table's columns as training data. Labels and weights are numbers or booleans; features see `arrow-columns.ts`.
 * @param role Word for messages: which data it is.
 * @throws PEN_TRAINING_DATA naming the column that is absent or cannot be used.
 */
export function datasetFromArrow(table: Table, roles: ArrowRoles, role = 'training data'): Dataset {
  const vectorOf = (name: string): Vector => {
    const vector = table.getChild(name);
    if (vector !== null) return vector;
    const names = table.schema.fields.map((field) => field.name).join(', ');
    throw new PenstockError('PEN_TRAINING_DATA', `The ${role} has no column "${name}"; it has: ${names || 'none'}`, {
      at: name,
    });
  };
  const columns = roles.features.map(({ name, type }) =>
    type === 'numeric' ? numericColumn(name, vectorOf(name)) : categoricalColumn(name, vectorOf(name)),
  );
  const numbers = (name: string) => Float64Array.from(numericColumn(name, vectorOf(name)).values);
  const weights = roles.weight === undefined ? undefined : numbers(roles.weight);
  return makeDataset({ task: roles.task, columns, label: numbers(roles.label), weights }, role);
}
