import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

/** The `penstock` command, as installed beside this example. */
export const cli = join(dirname(fileURLToPath(import.meta.resolve('penstock/package.json'))), 'bin', 'penstock.mjs');

/** Runs a command as one would type it; its output goes where ours goes. @returns the exit code */
export async function penstock(cwd: string, ...args: readonly string[]): Promise<number> {
  console.log(`\n${styleText('dim', `$ penstock ${args.join(' ')}`)}`);
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
