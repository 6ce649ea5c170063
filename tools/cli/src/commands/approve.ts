import { type Approval, Approvals } from '@penstock/core/contracts';
import { type Promotion, promoteVersion } from '@penstock/core/runtime';
import { actorOf } from '../actor.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { promotionLine } from '../output/promotion-line.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly by?: string;
  readonly reject?: boolean;
  readonly comment?: string;
}

/** Decides a pending promotion; when that was the last voice needed, the promotion goes on at once. */
export async function run(io: Io, options: Options, [id]: readonly string[]): Promise<number> {
  if (id === undefined) {
    list(io, await withPlatform(io, [Approvals], (platform) => platform.get(Approvals).list({ state: 'pending' })));
    return exitCodes.ok;
  }
  const by = actorOf(options.by);
  const { approval, promotion } = await withPlatform(io, undefined, async (platform) => {
    const approval = await platform.get(Approvals).decide(id, {
      by,
      approve: options.reject !== true,
      ...(options.comment ? { comment: options.comment } : {}),
    });
    const goesOn = approval.state === 'approved';
    return {
      approval,
      promotion: goesOn ? await promoteVersion(platform, approval.model, approval.version, by) : undefined,
    };
  });
  if (io.flags.json) io.json({ approval, ...(promotion ? { promotion } : {}) });
  else tell(io, approval, promotion);
  return promotion === undefined || promotion.status === 'promoted' ? exitCodes.ok : exitCodes.denied;
}

function tell(io: Io, approval: Approval, promotion: Promotion | undefined): void {
  const { style } = io;
  const paint = { pending: style.yellow, approved: style.green, rejected: style.red }[approval.state];
  const what = `${approval.model} version ${approval.version} as ${approval.alias}`;
  io.out(`${what}: ${paint(approval.state)}, ${voicesOf(approval)} approvals`);
  if (promotion) io.out(promotionLine(io, approval.model, approval.version, promotion));
}

function list(io: Io, pending: readonly Approval[]): void {
  if (io.flags.json) {
    io.json(pending);
    return;
  }
  if (pending.length === 0) {
    io.out('Nothing waits for an approval');
    return;
  }
  const columns = ['id', 'model', 'version', 'alias', 'approvals', 'since', { title: 'why', drop: 1 }];
  const rows = pending.map((item) => [
    item.id,
    item.model,
    item.version,
    item.alias,
    voicesOf(item),
    new Date(item.requestedAt),
    item.reason,
  ]);
  io.out(table(columns, rows, io));
  io.out(`\n${io.style.dim('next:')} penstock approve <id>, or with --reject`);
}

function voicesOf({ decisions, required }: Approval): string {
  return `${decisions.filter((decision) => decision.approve).length} of ${required}`;
}
