import type { DataType, Field, StructType, TableSchema } from '@penstock/core/contracts';
import { showType } from '../schema/fit-schema.ts';
import { physicalName } from '../schema/map-columns.ts';
import { isWidening } from '../schema/type-changes.ts';
import { schemaMismatch } from '../table-error.ts';

type Mode = 'none' | 'name' | 'id';

export interface VersionSchema {
  readonly schema: TableSchema;
  readonly mode: Mode;
  readonly partitionColumns: readonly string[];
}

/**
 * PEN_SCHEMA_MISMATCH unless rows of an earlier version can be read under a later schema without losing anything: each
 * column is still there, under whatever name, with the same or a wider type, and the partitioning is the same.
 */
export function checkHolds(
  at: { readonly table: string; readonly version: number; readonly endVersion: number },
  end: VersionSchema,
  earlier: VersionSchema,
): void {
  const problem = missingIn(end.schema, end.mode, earlier.schema, earlier.mode, '') ?? partitioning(end, earlier);
  if (problem === undefined) return;
  throw schemaMismatch(
    at.table,
    `changes up to version ${at.endVersion} take its schema, and in version ${at.version} ${problem}`,
    'Read the changes before and after the change of the schema one by one.',
  );
}

function partitioning(end: VersionSchema, earlier: VersionSchema): string | undefined {
  const names = ({ schema, mode, partitionColumns }: VersionSchema) =>
    partitionColumns.map((name) => {
      const field = schema.fields.find((item) => item.name === name);
      return field ? physicalName(field, mode) : name;
    });
  const [now, then] = [names(end), names(earlier)];
  return now.length === then.length && now.every((name) => then.includes(name))
    ? undefined
    : `it was partitioned by (${earlier.partitionColumns.join(', ')})`;
}

function missingIn(
  end: StructType,
  endMode: Mode,
  earlier: StructType,
  mode: Mode,
  parent: string,
): string | undefined {
  const byName = new Map<string, Field>(end.fields.map((field) => [physicalName(field, endMode), field]));
  for (const field of earlier.fields) {
    const path = `${parent}${field.name}`;
    const now = byName.get(physicalName(field, mode));
    if (!now) return `there was the column "${path}"`;
    const problem = narrower(now.type, endMode, field.type, mode, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function narrower(end: DataType, endMode: Mode, type: DataType, mode: Mode, path: string): string | undefined {
  if (typeof end === 'string' || typeof type === 'string') {
    const fits = typeof end === 'string' && typeof type === 'string' && (type === 'void' || isWidening(type, end));
    return fits ? undefined : `the column "${path}" was ${showType(type)}, not ${showType(end)}`;
  }
  if (end.type === 'struct' && type.type === 'struct') return missingIn(end, endMode, type, mode, `${path}.`);
  if (end.type === 'array' && type.type === 'array')
    return narrower(end.elementType, endMode, type.elementType, mode, `${path}.element`);
  if (end.type !== 'map' || type.type !== 'map') return `the column "${path}" was ${showType(type)}`;
  return (
    narrower(end.keyType, endMode, type.keyType, mode, `${path}.key`) ??
    narrower(end.valueType, endMode, type.valueType, mode, `${path}.value`)
  );
}
