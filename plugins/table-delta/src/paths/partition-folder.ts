import { createHash } from 'node:crypto';

/** Hive's word for null in folder names. */
export const NULL_FOLDER = '__HIVE_DEFAULT_PARTITION__';

/** Bytes; keys of object stores end at 1024 and file names at 255. */
const MAX_SEGMENT = 200;
const MAX_FOLDER = 600;

/** Hive's set (ExternalCatalogUtils.escapePathName) and the other control characters. */
const RESERVED = /[\p{Cc}"#%'*/:=?\\{[\]^]/gu;

/**
 * Folder of a partition, `a=1/b=x%2Fy`. It only helps people: readers take values from the log, so an overlong
 * value is replaced by a digest.
 */
export function partitionFolder(values: Readonly<Record<string, string | null>>): string {
  const folder = Object.entries(values)
    .map(([name, value]) => `${escapeName(name)}=${value === null || value === '' ? NULL_FOLDER : escapeName(value)}`)
    .map((segment) => (Buffer.byteLength(segment) > MAX_SEGMENT ? digest(segment) : segment))
    .join('/');
  return Buffer.byteLength(folder) > MAX_FOLDER ? digest(folder) : folder;
}

/** Hive's escaping of names and values in folders. */
export function escapeName(text: string): string {
  return text
    .toWellFormed()
    .replace(RESERVED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

export function unescapeName(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function digest(text: string): string {
  return `long=${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
