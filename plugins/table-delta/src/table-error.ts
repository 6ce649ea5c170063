import { PenstockError } from '@penstock/core';

/** The log is damaged at `at` (an object key). */
export function corrupt(at: string, problem: string, cause?: unknown): PenstockError {
  return new PenstockError('PEN_TABLE_CORRUPT', `The table log is damaged: ${at} ${problem}`, { at, cause });
}

export function unsupported(table: string, problem: string): PenstockError {
  return new PenstockError('PEN_TABLE_UNSUPPORTED', `Table "${table}" ${problem}`, { at: table });
}

export function tableNotFound(table: string): PenstockError {
  return new PenstockError('PEN_NOT_FOUND', `There is no table "${table}"`, {
    at: table,
    hint: 'Check the name (`penstock tables list` shows all), or create the table first.',
  });
}

export function versionNotFound(table: string, problem: string): PenstockError {
  return new PenstockError('PEN_TABLE_VERSION', `Table "${table}" ${problem}`, { at: table });
}

export function schemaMismatch(table: string, problem: string, hint?: string): PenstockError {
  return new PenstockError('PEN_SCHEMA_MISMATCH', `The rows do not fit table "${table}": ${problem}`, {
    at: table,
    hint,
  });
}

export function tableInvalid(table: string, problem: string, hint?: string): PenstockError {
  return new PenstockError('PEN_TABLE_INVALID', `Table "${table}": ${problem}`, { at: table, hint });
}
