import { tableInvalid } from '../table-error.ts';
import { parseInterval } from './interval.ts';

type Check = (value: string) => boolean;

const flag: Check = (value) => /^(true|false)$/.test(value);
const positive: Check = (value) => /^[1-9]\d{0,8}$/.test(value);
const duration: Check = (value) => parseInterval(value) !== undefined;

/** The `delta.` properties that a table made here may have. Those of unsupported features are refused, not ignored. */
const KNOWN: Readonly<Record<string, Check>> = {
  'delta.appendOnly': flag,
  'delta.checkpointInterval': positive,
  'delta.dataSkippingNumIndexedCols': (value) => /^(-1|\d{1,9})$/.test(value),
  'delta.dataSkippingStatsColumns': (value) => value.trim() !== '',
  'delta.deletedFileRetentionDuration': duration,
  'delta.enableChangeDataFeed': flag,
  'delta.enableExpiredLogCleanup': flag,
  'delta.enableInCommitTimestamps': flag,
  'delta.logRetentionDuration': duration,
  'delta.setTransactionRetentionDuration': duration,
};

/** PEN_TABLE_INVALID for `delta.` properties that are unknown, unsupported or malformed; other names are free. */
export function checkProperties(table: string, properties: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (!name.startsWith('delta.')) continue;
    const check = KNOWN[name];
    if (!check) {
      throw tableInvalid(
        table,
        `the property ${name} is not supported`,
        `Known ones: ${Object.keys(KNOWN).join(', ')}.`,
      );
    }
    if (!check(value)) throw tableInvalid(table, `the property ${name} cannot be ${JSON.stringify(value)}`);
  }
}

/** A duration property in milliseconds; malformed ones of other writers count as absent. */
export function durationOf(properties: Readonly<Record<string, string>>, name: string): number | undefined {
  const value = properties[name];
  return value === undefined ? undefined : parseInterval(value);
}

export function isOn(properties: Readonly<Record<string, string>>, name: string): boolean {
  return properties[name]?.toLowerCase() === 'true';
}
