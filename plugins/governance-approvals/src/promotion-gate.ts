import type { Denial, PromotionRequested } from '@penstock/core';
import { checkPromotion } from './check-promotion.ts';
import { fitsPattern } from './name-pattern.ts';
import type { Loaded, ObjectApprovals } from './object-approvals.ts';
import type { Rule } from './options.ts';
import { POLICY } from './person.ts';

/** What the gate does, for the audit log. */
export type Note = (event: 'approvalRequested' | 'promotionDenied', actor: string, data: object) => Promise<void>;

/** Answers promotion requests by the first rule that fits: thresholds first, then people. */
export class PromotionGate {
  readonly #rules: readonly Rule[];
  readonly #approvals: ObjectApprovals;
  readonly #note: Note;

  constructor(rules: readonly Rule[], approvals: ObjectApprovals, note: Note) {
    this.#rules = rules;
    this.#approvals = approvals;
    this.#note = note;
  }

  /** `undefined` lets the promotion pass. */
  async answer(request: PromotionRequested): Promise<Denial | undefined> {
    const denial = await this.#judge(request);
    if (denial) {
      const { model, version, alias, by } = request;
      await this.#note('promotionDenied', by, {
        model,
        version,
        alias,
        reason: denial.deny,
        pending: denial.pending ?? false,
      });
    }
    return denial;
  }

  async #judge(request: PromotionRequested): Promise<Denial | undefined> {
    const rule = this.#rules.find(
      (item) => fitsPattern(item.model, request.model) && fitsPattern(item.alias, request.alias),
    );
    if (!rule) return undefined;
    const checks = checkPromotion(rule, request);
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length > 0)
      return {
        deny: failedText(
          request,
          failed.map(({ text }) => text),
        ),
      };
    if (rule.approvals.required === 0) return undefined;
    const findings = checks.map(({ text }) => text).join('; ') || 'no thresholds are set';
    return answerOf(await this.#approvalFor(request, rule, findings));
  }

  async #approvalFor(request: PromotionRequested, rule: Rule, findings: string): Promise<Loaded> {
    const { model, version, alias, by } = request;
    const { required, from, autoApprove } = rule.approvals;
    const asked = await this.#approvals.request({
      model,
      version,
      alias,
      requestedBy: by,
      reason: `${by} asks to make version ${version} of "${model}" its "${alias}": ${findings}`,
      required,
      ...(from ? { from } : {}),
    });
    const { id } = asked.request;
    if (asked.made)
      await this.#note('approvalRequested', by, { id, model, version, alias, required, ...(from ? { from } : {}) });
    if (!autoApprove || asked.approval.state !== 'pending') return asked;
    return { ...asked, approval: await this.#approvals.sign(id, `approved by policy: ${findings}`) };
  }
}

function failedText({ model, version, alias }: PromotionRequested, failed: readonly string[]): string {
  return `version ${version} of "${model}" is not good enough for "${alias}": ${failed.join('; ')}. Train a better version, or change the rule.`;
}

function answerOf({ approval, request }: Loaded): Denial | undefined {
  const { id, model, version, alias, required, decisions, state } = approval;
  if (state === 'approved') return undefined;
  const what = `version ${version} of "${model}" as "${alias}"`;
  if (state === 'rejected') {
    const no = decisions.find(({ approve }) => !approve);
    const why = no?.comment ? ` (${no.comment})` : '';
    return { deny: `${no?.by ?? POLICY} rejected ${what}${why}. Train a new version; this one stays rejected.` };
  }
  const missing = required - decisions.length;
  const whom = request.from ? ` of ${request.from.join(', ')}` : '';
  const approvals = missing === 1 ? 'approval' : 'approvals';
  return {
    deny: `${what} passed all checks and waits for ${missing} more ${approvals}${whom}: run \`penstock approve ${id}\``,
    pending: true,
  };
}
