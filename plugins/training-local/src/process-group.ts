import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for killed processes to vanish, which the kernel may delay while they write to a slow disk. */
const vanishMs = 5000;

/** Signals a process started with `detached` and everything it started. On Windows every signal ends them at once. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
  else if (groupExists(pid)) process.kill(-pid, signal);
}

/** Kills what is left of the group, and waits until nothing of it runs. */
export async function endGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGKILL');
  const deadline = performance.now() + vanishMs;
  while (groupExists(pid) && (await groupRuns(pid)) && performance.now() < deadline) await delay(5);
}

function groupExists(pid: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether any process of the group still runs. In containers nobody may collect the exit status of orphans: they stay in the
 * process table, dead, and the group with them. Only Linux tells them apart, by the fields after the name in
 * /proc/<pid>/stat (man 5 proc): state, parent, group.
 */
async function groupRuns(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(entries.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')));
  return stats.some((stat) => {
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === String(pid) && state !== 'Z' && state !== 'X';
  });
}
