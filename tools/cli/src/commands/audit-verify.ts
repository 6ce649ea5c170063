import { AuditLog } from '@penstock/core/contracts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io, { head }: { readonly head?: string }): Promise<number> {
  const result = await withPlatform(io, [AuditLog], (platform) =>
    platform.get(AuditLog).verify(head === undefined ? {} : { head }),
  );
  if (io.flags.json) io.json(result);
  else if (result.ok) io.out(`${io.style.green('ok')}  ${result.entries} entries, unbroken; head ${result.head}`);
  else
    io.out(
      `${io.style.red('broken')}  entry ${result.firstBad?.sequence}: ${result.firstBad?.reason}; ${result.entries} good entries before it, head ${result.head}`,
    );
  return result.ok ? exitCodes.ok : exitCodes.unsound;
}
