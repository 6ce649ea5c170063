import { readFileSync } from 'node:fs';

/**
 * Most memory that this process had at once, in bytes. `getrusage` would do, but on Linux a child begins with the figure
 * of the process it was forked from; /proc counts this program only.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
