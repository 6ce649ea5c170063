import { PenstockError } from '@penstock/core';
import { type Approval, Approvals } from '@penstock/core/contracts';
import { promoteVersion } from '@penstock/core/runtime';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { promotionLine } from '../output/promotion-line.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

interface Options {
  readonly by?: string;
  readonly reject?: boolean;
  readonly comment?: string;
}

/** Decides a pending promotion; when that was the last voice needed, the promotion goes on at once. */
export async function run(io: Io, options: Options, [id]: readonly string[]): Promise<number> {
  return withPlatform(io, undefined, async (platform) => {
    const approvals = platform.get(Approvals);
    if (id === undefined) return list(io, await approvals.list({ state: 'pending' }));
    const by = options.by ?? process.env['USER'];
    if (!by) throw new PenstockError('PEN_USAGE', 'Say who decides: --by <who>');
    const approval = await approvals.decide(id, {
      by,
      approve: options.reject !== true,
      ...(options.comment ? { comment: options.comment } : {}),
    });
    const promotion =
      approval.state === 'approved' ? await promoteVersion(platform, approval.model, approval.version, by) : undefined;
    if (io.flags.json) io.json({ approval, promotion });
    else {
      const given = approval.decisions.filter((decision) => decision.approve).length;
      io.out(
        `${approval.model} version ${approval.version} as ${approval.alias}: ${approval.state} (${given} of ${approval.required})`,
      );
      if (promotion) io.out(promotionLine(io, approval.model, approval.version, promotion));
    }
    return promotion === undefined || promotion.status === 'promoted' ? exitCodes.ok : exitCodes.denied;
  });
}

function list(io: Io, pending: readonly Approval[]): number {
  if (io.flags.json) io.json(pending);
  else if (pending.length === 0) io.out('Nothing waits for an approval');
  else
    io.out(
      table(
        ['id', 'model', 'version', 'alias', 'approvals', 'since', 'why'],
        pending.map((item) => [
          item.id,
          item.model,
          item.version,
          item.alias,
          `${item.decisions.filter((decision) => decision.approve).length}/${item.required}`,
          new Date(item.requestedAt),
          item.reason,
        ]),
        io,
      ),
    );
  return exitCodes.ok;
}
