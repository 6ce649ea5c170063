import { createHash } from 'node:crypto';
import { canonicalJson } from '@penstock/core';
import type { AuditEntry, JsonValue } from '@penstock/core/contracts';
import { z } from 'zod';

/** `previous` of the first entry, and the head of an empty log. */
export const ORIGIN = '0'.repeat(64);

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.strictObject({
  sequence: z.int().min(1),
  at: z.string(),
  event: z.string().min(1),
  actor: z.string().min(1),
  data: z.custom<JsonValue>((value) => value !== undefined),
  previous: hash,
  hash,
});

/** Seals an entry: its hash covers everything else in it, the hash of the entry before included. */
export function sealed(entry: Omit<AuditEntry, 'hash'>): AuditEntry {
  return { ...entry, hash: sha256(canonicalJson({ ...entry })) };
}

/** The bytes of an entry's object: canonical JSON, so that each entry has one form only. */
export function encodeEntry(entry: AuditEntry): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ ...entry }));
}

/** `undefined` when the bytes are no entry. Says nothing about its hash. */
export function decodeEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    return shape.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).data;
  } catch {
    // Not UTF-8 or not JSON: the answer, not a failure.
    return undefined;
  }
}

/** What the next entry links to: the hash an entry states or, when it was damaged, the hash of what is left of it. */
export function linkOf(bytes: Uint8Array): string {
  return decodeEntry(bytes)?.hash ?? sha256(bytes);
}

/** Why an object is not the entry that belongs after `previous`; `undefined` when it is. */
export function entryProblem(bytes: Uint8Array, sequence: number, previous: string): string | undefined {
  const entry = decodeEntry(bytes);
  if (!entry) return 'it is damaged';
  if (entry.sequence !== sequence) return `it holds entry ${entry.sequence}`;
  const { hash, ...rest } = entry;
  if (sealed(rest).hash !== hash) return 'its content does not fit its hash';
  // Other bytes with the same meaning, such as a name written twice, could hide something.
  if (Buffer.compare(encodeEntry(entry), bytes) !== 0) return 'it is not in canonical form';
  if (entry.previous !== previous) return 'it does not follow from the entry before it';
  return undefined;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
