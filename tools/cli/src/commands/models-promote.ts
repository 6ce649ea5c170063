import { promoteVersion } from '@penstock/core/runtime';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { promotionLine } from '../output/promotion-line.ts';
import { withPlatform } from '../session.ts';

export async function run(
  io: Io,
  { by }: { readonly by?: string },
  [model = '', version = '']: readonly string[],
): Promise<number> {
  const promotion = await withPlatform(io, undefined, (platform) =>
    promoteVersion(platform, model, version, by ?? process.env['USER'] ?? 'local'),
  );
  if (io.flags.json) io.json({ model, version, ...promotion });
  else io.out(promotionLine(io, model, version, promotion));
  return promotion.status === 'promoted' ? exitCodes.ok : exitCodes.denied;
}
