import { capability } from '../plugin/capability.ts';
import type { JsonValue } from './drift-detector.ts';

export interface AuditEntry {
  /** From 1 up, without gaps. */
  readonly sequence: number;
  readonly at: string;
  readonly event: string;
  readonly actor: string;
  readonly data: JsonValue;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 (hex) of the canonical JSON of all other fields. */
  readonly hash: string;
}

export interface AuditVerification {
  readonly ok: boolean;
  readonly entries: number;
  /** Hash of the last good entry. */
  readonly head: string;
  readonly firstBad?: { readonly sequence: number; readonly reason: string };
}

/** Append-only, hash-chained. Concurrent appenders (other processes too) never fork or break the chain. */
export interface AuditLog {
  append(event: string, actor: string, data: JsonValue): Promise<AuditEntry>;
  /** In order; from `after` (exclusive). */
  read(options?: { readonly after?: number; readonly limit?: number }): AsyncIterable<AuditEntry>;
  /** Recomputes the whole chain; with `head` also checks that a known earlier hash is still in it. */
  verify(options?: { readonly head?: string }): Promise<AuditVerification>;
}

export const AuditLog = capability<AuditLog>('audit-log@1', {
  description: 'Append-only, hash-chained record of what happened',
});
