import { canonicalJson, jsonProblem, type Logger, PenstockError } from '@penstock/core';
import type { AuditEntry, AuditLog, AuditVerification, JsonValue, ObjectStore } from '@penstock/core/contracts';
import { decodeEntry, encodeEntry, entryProblem, linkOf, ORIGIN, sealed } from './entry.ts';
import { EntryObjects } from './entry-objects.ts';

interface Head {
  readonly sequence: number;
  readonly hash: string;
}
type Content = Pick<AuditEntry, 'event' | 'actor' | 'data'>;

/**
 * An audit log with one object per entry. Put-if-absent of the next sequence decides between racing appenders: the
 * loser reads what the winner wrote and links to that, so the chain never forks.
 */
export class ObjectAuditLog implements AuditLog {
  readonly #objects: EntryObjects;
  readonly #log: Pick<Logger, 'error'>;
  #tail: Promise<unknown> = Promise.resolve();
  #head: Head | undefined;
  #closed = false;

  constructor(store: ObjectStore, prefix: string, log: Pick<Logger, 'error'>) {
    this.#objects = new EntryObjects(store, prefix);
    this.#log = log;
  }

  async append(event: string, actor: string, data: JsonValue): Promise<AuditEntry> {
    if (this.#closed) throw new PenstockError('PEN_PLATFORM_CLOSED', 'The audit log has been closed', { at: event });
    const problem = event === '' ? 'it has no event' : actor === '' ? 'it has no actor' : jsonProblem(data, 'data');
    if (problem !== undefined)
      throw new PenstockError('PEN_EVENT_INVALID', `The audit entry "${event}" cannot be recorded: ${problem}`, {
        at: event,
      });
    // Copied now: the entry is written later, and the caller may go on using the data.
    const content: Content = { event, actor, data: JSON.parse(canonicalJson(data)) as JsonValue };
    const written = this.#tail.then(() => this.#write(content));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async *read(options: { readonly after?: number; readonly limit?: number } = {}): AsyncIterable<AuditEntry> {
    const { after = 0, limit = Number.POSITIVE_INFINITY } = options;
    let count = 0;
    if (limit <= 0) return;
    for await (const { sequence, bytes } of this.#objects.after(after)) {
      const entry = decodeEntry(bytes);
      if (!entry) throw broken(this.#objects.key(sequence), 'it is damaged');
      yield entry;
      if (++count >= limit) return;
    }
  }

  async verify(options: { readonly head?: string } = {}): Promise<AuditVerification> {
    let head: Head = { sequence: 0, hash: ORIGIN };
    let known = options.head === undefined || options.head === ORIGIN;
    for await (const { sequence, bytes } of this.#objects.after(0)) {
      const expected = head.sequence + 1;
      const reason = sequence === expected ? entryProblem(bytes, sequence, head.hash) : 'it is missing';
      if (reason !== undefined) return bad(head, expected, reason);
      head = { sequence, hash: linkOf(bytes) };
      known ||= head.hash === options.head;
    }
    if (!known) return bad(head, head.sequence + 1, 'the log ends before the known head, or was rewritten');
    return { ok: true, entries: head.sequence, head: head.hash };
  }

  /** Takes no more entries and resolves when those taken are written. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#tail;
  }

  async #write(content: Content): Promise<AuditEntry> {
    let head = this.#head ?? (await this.#findHead());
    for (;;) {
      const entry = sealed({
        sequence: head.sequence + 1,
        at: new Date().toISOString(),
        ...content,
        previous: head.hash,
      });
      try {
        await this.#objects.create(entry.sequence, encodeEntry(entry));
        this.#head = { sequence: entry.sequence, hash: entry.hash };
        return entry;
      } catch (error) {
        if (!PenstockError.is(error, 'PEN_ALREADY_EXISTS')) throw error;
        head = await this.#follow(head);
      }
    }
  }

  /** Moves on past what others have written. */
  async #follow(from: Head): Promise<Head> {
    let head = from;
    for (
      let bytes = await this.#objects.get(head.sequence + 1);
      bytes;
      bytes = await this.#objects.get(head.sequence + 1)
    )
      head = { sequence: head.sequence + 1, hash: linkOf(bytes) };
    return head;
  }

  async #findHead(): Promise<Head> {
    const sequence = await this.#objects.last();
    if (sequence === 0) return { sequence, hash: ORIGIN };
    const bytes = await this.#objects.get(sequence);
    if (!bytes || !decodeEntry(bytes))
      this.#log.error(
        `The last entry of the audit log is damaged: ${this.#objects.key(sequence)}. Run \`penstock audit verify\`.`,
      );
    return { sequence, hash: bytes ? linkOf(bytes) : ORIGIN };
  }
}

function bad(head: Head, sequence: number, reason: string): AuditVerification {
  return { ok: false, entries: head.sequence, head: head.hash, firstBad: { sequence, reason } };
}

function broken(key: string, reason: string): PenstockError {
  return new PenstockError('PEN_AUDIT_BROKEN', `The audit log cannot be read past ${key}: ${reason}`, {
    at: key,
    hint: 'Run `penstock audit verify`, and restore the object from a backup.',
  });
}
