import { assertKeyPrefix, definePlugin, plainJson } from '@penstock/core';
import { AuditLog, ObjectStore } from '@penstock/core/contracts';
import { ObjectAuditLog } from './object-audit-log.ts';
import { options } from './options.ts';

/** Before all other listeners, so that a request is on record even when a gate denies it. */
const FIRST = { stage: -1000 };

export default definePlugin({
  name: 'governance-audit',
  description: 'Append-only, hash-chained audit log in an object store',
  options,
  needs: { store: ObjectStore },
  provides: AuditLog,
  setup({ options, needs, on, log, onClose }) {
    assertKeyPrefix(`${options.prefix}/`);
    const audit = new ObjectAuditLog(needs.store, options.prefix, log);
    for (const hook of new Set(options.events)) {
      on(
        hook,
        async (payload: object) => {
          const actor = 'by' in payload && typeof payload.by === 'string' && payload.by !== '' ? payload.by : 'system';
          // A gate's listener must not throw: that would deny. The audit log records, it does not decide.
          await audit.append(hook, actor, plainJson(payload)).catch((error: unknown) => {
            log.error(`The audit log could not record ${hook}`, {
              error: error instanceof Error ? error.message : String(error),
            });
          });
        },
        FIRST,
      );
    }
    onClose(() => audit.close());
    return audit;
  },
});
