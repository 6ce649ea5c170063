import { userInfo } from 'node:os';

/** Who runs a command, as the audit log knows it: what `--by` says, else the user of this machine. */
export function actorOf(by: string | undefined): string {
  return by ?? process.env['USER'] ?? userName();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user has.
    return 'local';
  }
}
