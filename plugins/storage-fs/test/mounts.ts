import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system in memory. Needs root and mount(8). */
export interface Mount extends Disposable {
  readonly path: string;
  readOnly(): void;
}

/** `undefined` where this machine does not let us mount. */
export function mountTmpfs(size: string): Mount | undefined {
  const path = mkdtempSync(join(tmpdir(), 'penstock-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    readOnly: () => execFileSync('mount', ['-o', 'remount,ro', path], { stdio: 'ignore' }),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', path], { stdio: 'ignore' });
      rmSync(path, { recursive: true });
    },
  };
}

export const canMount = (() => {
  using mount = mountTmpfs('64k');
  return mount !== undefined;
})();
