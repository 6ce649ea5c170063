import { createHash } from 'node:crypto';
import { canonicalJson } from '@penstock/core';
import type { Approval } from '@penstock/core/contracts';
import { z } from 'zod';
import { POLICY, personKey } from './person.ts';

/** A request as stored; its terms do not change when the policy does. */
export const requestRecord = z.strictObject({
  id: z.string(),
  model: z.string(),
  version: z.string(),
  alias: z.string(),
  requestedAt: z.string(),
  requestedBy: z.string(),
  reason: z.string(),
  required: z.int().min(0),
  from: z.array(z.string()).optional(),
});
export type RequestRecord = z.output<typeof requestRecord>;

export const decisionRecord = z.strictObject({
  by: z.string(),
  approve: z.boolean(),
  comment: z.string(),
  at: z.string(),
});
export type DecisionRecord = z.output<typeof decisionRecord>;

/** Same promotion, same id, whoever asks: readable, and safe as a part of a key. */
export function approvalId({ model, version, alias }: Pick<Approval, 'model' | 'version' | 'alias'>): string {
  const digest = createHash('sha256')
    .update(canonicalJson([model, version, alias]))
    .digest('hex');
  const slug = `${model}-${version}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return `${slug || 'model'}-${digest.slice(0, 10)}`;
}

/** One rejection rejects; enough people, or the policy's own signature, approve. */
export function approvalOf(request: RequestRecord, decisions: readonly DecisionRecord[]): Approval {
  const given = decisions.filter(({ approve }) => approve);
  const enough = given.length >= request.required || given.some(({ by }) => by === POLICY);
  const state = given.length < decisions.length ? 'rejected' : enough ? 'approved' : 'pending';
  const { id, model, version, alias, requestedAt, reason, required } = request;
  return { id, model, version, alias, state, requestedAt, reason, decisions, required };
}

/** Why somebody may not decide; `undefined` when they may. */
export function decisionProblem(request: RequestRecord, approval: Approval, by: string): string | undefined {
  const who = personKey(by);
  if (who === '') return 'it is not said who decides';
  if (who === POLICY) return `"${POLICY}" is no person`;
  if (approval.state !== 'pending') return `it is ${approval.state} already`;
  if (approval.decisions.some((decision) => personKey(decision.by) === who)) return `${by.trim()} has decided already`;
  if (request.from && !request.from.some((name) => personKey(name) === who))
    return `${by.trim()} is not among those asked: ${request.from.join(', ')}`;
  return undefined;
}
