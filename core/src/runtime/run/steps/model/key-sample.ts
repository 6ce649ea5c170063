import { quote } from '../../quote.ts';

/** Where in the hash a choice looks: choices at different places are independent of each other. */
export type HashPart = 'sample' | 'validation';

const places: Readonly<Record<HashPart, number>> = { sample: 1, validation: 5 };

/** SQL that says of a row whether its key is in the share that is chosen: the same rows every time, and a larger share holds the smaller. */
export function inShareSql(key: string, part: HashPart, share: number): string {
  return `${hashSql(key, part)} < '${hexShare(share)}'`;
}

/** The rows that {@link inShareSql} leaves. */
export function notInShareSql(key: string, part: HashPart, share: number): string {
  return `${hashSql(key, part)} >= '${hexShare(share)}'`;
}

/** Keeps about `rows` of `total`; nothing to say when that is all of them. */
export function sampleSql(key: string, rows: number, total: number): readonly string[] {
  const share = rows / Math.max(1, total);
  return share < 1 ? [inShareSql(key, 'sample', share)] : [];
}

function hashSql(key: string, part: HashPart): string {
  return `substr(md5(cast(${quote(key)} as varchar)), ${places[part]}, 4)`;
}

function hexShare(share: number): string {
  return Math.min(0xffff, Math.round(share * 0x10000))
    .toString(16)
    .padStart(4, '0');
}
