import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderWith } from './local-job.ts';

/** Whether a process runs; one that is dead but not yet collected does not. */
async function runs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

test('when the platform is killed, its jobs and what they started do not linger', async () => {
  await using folder = await folderWith({
    'busy.ts': 'export default async () => { console.log(process.pid); for (;;); };',
    'spawning.mjs': `import { spawn } from 'node:child_process';
      console.log(process.pid);
      console.log(spawn(process.execPath, ['-e', 'for (;;);']).pid);
      setInterval(() => {}, 1000);`,
  });
  const script = fileURLToPath(new URL('doomed-host.ts', import.meta.url));
  const host = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
  const pids: number[] = [];
  while (pids.length < 3) pids.push(Number((await lines.next()).value));
  expect(await Promise.all(pids.map(runs))).toEqual([true, true, true]);
  const exit = once(host, 'exit');
  host.kill('SIGKILL');
  await exit;
  await expect.poll(() => Promise.all(pids.map(runs)), { timeout: 5000 }).toEqual([false, false, false]);
});
