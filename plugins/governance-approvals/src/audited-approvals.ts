import type { Approval, Approvals } from '@penstock/core/contracts';

/** Approvals whose decisions are noted in the audit log. */
export class AuditedApprovals implements Approvals {
  readonly #approvals: Approvals;
  readonly #note: (event: 'approvalDecided', actor: string, data: object) => Promise<void>;

  constructor(approvals: Approvals, note: (event: 'approvalDecided', actor: string, data: object) => Promise<void>) {
    this.#approvals = approvals;
    this.#note = note;
  }

  async list(filter?: Parameters<Approvals['list']>[0]): Promise<readonly Approval[]> {
    return this.#approvals.list(filter);
  }

  async decide(id: string, decision: Parameters<Approvals['decide']>[1]): Promise<Approval> {
    const approval = await this.#approvals.decide(id, decision);
    const { model, version, alias, state } = approval;
    const { approve, comment = '' } = decision;
    await this.#note('approvalDecided', decision.by.trim(), { id, model, version, alias, approve, comment, state });
    return approval;
  }
}
