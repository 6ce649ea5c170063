import { canonicalJson, PenstockError } from '@penstock/core';
import type { Approval, Approvals, ObjectStore } from '@penstock/core/contracts';
import type { z } from 'zod';
import {
  approvalId,
  approvalOf,
  type DecisionRecord,
  decisionProblem,
  decisionRecord,
  type RequestRecord,
  requestRecord,
} from './approval-record.ts';
import { POLICY } from './person.ts';

export type NewRequest = Omit<RequestRecord, 'id' | 'requestedAt'>;

export interface Loaded {
  readonly request: RequestRecord;
  readonly approval: Approval;
}

/**
 * Approval requests in an object store: `<id>/request.json`, and one object per decision, `<id>/decisions/0001.json` and
 * so on, each written with put-if-absent. That gives decisions an order, so that everybody sees the same outcome: of
 * two people deciding at once the second learns of the first and decides again if there is still something to decide.
 */
export class ObjectApprovals implements Approvals {
  readonly #store: ObjectStore;
  readonly #prefix: string;

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = `${prefix}/`;
  }

  async list(filter: { readonly state?: Approval['state'] } = {}): Promise<readonly Approval[]> {
    const found: Approval[] = [];
    for await (const { key } of this.#store.list(this.#prefix)) {
      const id = /^([a-z0-9-]+)\/request\.json$/.exec(key.slice(this.#prefix.length))?.[1];
      const loaded = id === undefined ? undefined : await this.#load(id);
      if (loaded && (filter.state ?? loaded.approval.state) === loaded.approval.state) found.push(loaded.approval);
    }
    return found.sort((a, b) => (a.requestedAt === b.requestedAt ? 0 : a.requestedAt < b.requestedAt ? -1 : 1));
  }

  async decide(
    id: string,
    decision: { readonly by: string; readonly approve: boolean; readonly comment?: string },
  ): Promise<Approval> {
    const { by, approve, comment = '' } = decision;
    return this.#add(id, { by: by.trim(), approve, comment, at: new Date().toISOString() }, ({ request, approval }) => {
      const problem = decisionProblem(request, approval, by);
      if (problem !== undefined)
        throw new PenstockError('PEN_APPROVAL_INVALID', `Request ${id} cannot be decided: ${problem}`, { at: id });
      return true;
    });
  }

  /** The request for a promotion: made now, or the one that was made before, with its terms of then. */
  async request(wanted: NewRequest): Promise<Loaded & { readonly made: boolean }> {
    const id = approvalId(wanted);
    const record: RequestRecord = { ...wanted, id, requestedAt: new Date().toISOString() };
    const made = await this.#create(this.#requestKey(id), record);
    return { ...(await this.#existing(id)), made };
  }

  /** Signs a pending request in the name of the policy. */
  async sign(id: string, comment: string): Promise<Approval> {
    const decision = { by: POLICY, approve: true, comment, at: new Date().toISOString() };
    return this.#add(id, decision, ({ approval }) => approval.state === 'pending');
  }

  /** Appends a decision unless `wanted` says no; asked again whenever somebody else's came first. */
  async #add(id: string, decision: DecisionRecord, wanted: (loaded: Loaded) => boolean): Promise<Approval> {
    for (;;) {
      const loaded = await this.#existing(id);
      if (!wanted(loaded)) return loaded.approval;
      const { decisions } = loaded.approval;
      if (await this.#create(this.#decisionKey(id, decisions.length + 1), decision))
        return approvalOf(loaded.request, [...decisions, decision]);
    }
  }

  async #existing(id: string): Promise<Loaded> {
    const loaded = /^[a-z0-9-]{1,100}$/.test(id) ? await this.#load(id) : undefined;
    if (!loaded)
      throw new PenstockError('PEN_NOT_FOUND', `There is no approval request "${id}"`, {
        at: id,
        hint: 'Run `penstock approve` without an id to see what waits.',
      });
    return loaded;
  }

  async #load(id: string): Promise<Loaded | undefined> {
    const request = await this.#read(this.#requestKey(id), requestRecord);
    if (!request) return undefined;
    const decisions: DecisionRecord[] = [];
    for (;;) {
      const decision = await this.#read(this.#decisionKey(id, decisions.length + 1), decisionRecord);
      if (!decision) return { request, approval: approvalOf(request, decisions) };
      decisions.push(decision);
    }
  }

  async #read<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    const bytes = await this.#store.get(key);
    if (!bytes) return undefined;
    try {
      return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (cause) {
      throw new PenstockError('PEN_APPROVAL_INVALID', `The object ${key} is damaged`, {
        at: key,
        cause,
        hint: 'Restore it from a backup, or remove the folder of the request to have it asked anew.',
      });
    }
  }

  /** Whether it was this call that made the object. */
  async #create(key: string, record: RequestRecord | DecisionRecord): Promise<boolean> {
    try {
      await this.#store.put(key, new TextEncoder().encode(canonicalJson({ ...record })), { ifAbsent: true });
      return true;
    } catch (error) {
      if (PenstockError.is(error, 'PEN_ALREADY_EXISTS')) return false;
      throw error;
    }
  }

  #requestKey(id: string): string {
    return `${this.#prefix}${id}/request.json`;
  }

  #decisionKey(id: string, number: number): string {
    return `${this.#prefix}${id}/decisions/${String(number).padStart(4, '0')}.json`;
  }
}
