import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a few megabytes that can be filled to the last page, or made read-only. Only root may mount one. */
export class SmallDisk implements Disposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** `undefined` where mounting is not allowed. */
  static mount(megabytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux') return undefined;
    const dir = mkdtempSync(join(tmpdir(), 'penstock-disk-'));
    if (run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir)) return new SmallDisk(dir);
    rmSync(dir, { recursive: true });
    return undefined;
  }

  /** Leaves so many bytes free. */
  fill(leave: number): void {
    this.empty();
    const { bavail, bsize } = statfsSync(this.dir);
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** Works only while no file is open for writing. */
  allowWriting(allowed: boolean): void {
    if (!run('mount', '-o', `remount,${allowed ? 'rw' : 'ro'}`, this.dir)) throw new Error(`${this.dir} is in use`);
  }

  [Symbol.dispose](): void {
    run('umount', '--lazy', this.dir);
    rmSync(this.dir, { recursive: true, force: true });
  }

  get #ballast(): string {
    return join(this.dir, 'ballast');
  }
}

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
