import { assertKeyPrefix, definePlugin, type Logger, optional } from '@penstock/core';
import { Approvals, AuditLog, type JsonValue, ObjectStore } from '@penstock/core/contracts';
import { AuditedApprovals } from './audited-approvals.ts';
import { ObjectApprovals } from './object-approvals.ts';
import { options } from './options.ts';
import { PromotionGate } from './promotion-gate.ts';

export default definePlugin({
  name: 'governance-approvals',
  description: 'Promotion gate with thresholds and approvals by people',
  options,
  needs: { store: ObjectStore, audit: optional(AuditLog) },
  provides: Approvals,
  setup({ options, needs, on, log }) {
    assertKeyPrefix(`${options.prefix}/`);
    const approvals = new ObjectApprovals(needs.store, options.prefix);
    const note = noteIn(needs.audit, log);
    const gate = new PromotionGate(options.rules, approvals, note);
    on('promotionRequested', (request) => gate.answer(request));
    return new AuditedApprovals(approvals, note);
  },
});

/** A log that cannot be written is no reason to lose a decision that is stored already. */
function noteIn(audit: AuditLog | undefined, log: Logger) {
  return async (event: string, actor: string, data: object): Promise<void> => {
    try {
      await audit?.append(event, actor, { ...data } as JsonValue);
    } catch (error) {
      log.error(`The audit log could not record ${event}`, {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };
}
