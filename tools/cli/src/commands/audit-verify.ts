import { AuditLog } from '@penstock/core/contracts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { counted } from '../output/quantities.ts';
import { withPlatform } from '../with-platform.ts';

/** Recomputes the whole chain of the audit log. */
export async function run(io: Io, { head }: { readonly head?: string }): Promise<number> {
  const result = await withPlatform(io, [AuditLog], (platform) =>
    platform.get(AuditLog).verify(head === undefined ? {} : { head }),
  );
  const { ok, entries, firstBad } = result;
  if (io.flags.json) io.json(result);
  else if (ok) {
    io.out(`${io.style.green('ok')}  ${counted(entries, 'entry', 'entries')}, unbroken`);
    io.out(`head ${result.head}`);
  } else {
    io.out(`${io.style.red('broken')}  entry ${firstBad?.sequence}: ${firstBad?.reason}`);
    io.out(`${entries} good before it, head ${result.head}`);
  }
  return ok ? exitCodes.ok : exitCodes.unsound;
}
