import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataType } from '@penstock/core/contracts';

/** Folder of the shared test tables, beside the repository where it exists. */
export const SHARED = fileURLToPath(new URL('../../../../../shared/delta-tables', import.meta.url));

export interface ExpectedColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

export interface Expectation {
  readonly version?: number;
  readonly numFiles?: number;
  readonly numRows?: number;
  readonly numRowsFromStats?: number;
  readonly numTombstones?: number;
  readonly filesWithDeletionVector?: number;
  readonly rowsDeletedByVectors?: number;
  readonly domainMetadata?: Readonly<Record<string, string>>;
  readonly minReaderVersion?: number;
  readonly minWriterVersion?: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
  readonly columns?: readonly ExpectedColumn[] | null;
  readonly partitionColumns?: readonly string[];
  readonly configuration?: Readonly<Record<string, string>>;
  readonly txns?: Readonly<Record<string, number>>;
  readonly checkpoint?: { readonly version: number; readonly kind: string; readonly sidecars: number };
  readonly inCommitTimestamp?: number;
  readonly operations?: readonly (readonly [number, string | null])[];
  readonly timeTravel?: readonly TimeTravel[];
  readonly timestampAsOf?: readonly { readonly ts: number; readonly version?: number; readonly error?: string }[];
  readonly mtimesMs?: Readonly<Record<string, number>>;
  readonly logCleanup?: LogCleanup;
  readonly error?: string;
  readonly mustRefuseRead?: string;
  readonly mustRefuseWrite?: string;
  readonly logOnly?: boolean;
}

export interface LogCleanup {
  readonly now: number;
  readonly retentionDays: number;
  readonly mtimesMs: Readonly<Record<string, number>>;
  readonly mustDelete: readonly string[];
  readonly cutOffCheckpoint: number;
}

export interface TimeTravel {
  readonly version: number;
  readonly numFiles?: number;
  readonly numRows?: number;
  /** As `name:type`. */
  readonly columns?: readonly string[];
  readonly error?: string;
  readonly dataMissing?: boolean;
}

export interface SharedTable {
  readonly table: string;
  readonly note?: string;
  readonly expect: Expectation;
}

/** Every shared table with what is expected of it; empty where the folder is not there. */
export const SHARED_TABLES: readonly SharedTable[] = existsSync(`${SHARED}/EXPECTED.json`)
  ? JSON.parse(readFileSync(`${SHARED}/EXPECTED.json`, 'utf8'))
  : [];

/** The reader features that are why a table must be refused; none when it can be read. */
export function unsupportedFeatures({ expect }: SharedTable): readonly string[] {
  if (expect.mustRefuseRead === undefined) return [];
  return (expect.readerFeatures ?? []).filter((feature) => expect.mustRefuseRead?.includes(feature));
}

/** A type in the words of EXPECTED.json. */
export function typeText(type: DataType): string {
  if (typeof type === 'string') return type;
  if (type.type === 'array') return `array<${typeText(type.elementType)}>`;
  if (type.type === 'map') return `map<${typeText(type.keyType)},${typeText(type.valueType)}>`;
  const fields = type.fields.map(
    (field) => `${field.name}:${typeText(field.type)}${field.nullable ? '' : ' not null'}`,
  );
  return `struct<${fields.join(',')}>`;
}
