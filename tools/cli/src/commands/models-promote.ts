import { promoteVersion } from '@penstock/core/runtime';
import { actorOf } from '../actor.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { promotionLine } from '../output/promotion-line.ts';
import { withPlatform } from '../with-platform.ts';

/** Asks the gates to put a version into use; nothing goes around them. */
export async function run(
  io: Io,
  { by }: { readonly by?: string },
  [model = '', version = '']: readonly string[],
): Promise<number> {
  const promotion = await withPlatform(io, undefined, (platform) =>
    promoteVersion(platform, model, version, actorOf(by)),
  );
  if (io.flags.json) io.json({ model, version, ...promotion });
  else io.out(promotionLine(io, model, version, promotion));
  return promotion.status === 'promoted' ? exitCodes.ok : exitCodes.denied;
}
