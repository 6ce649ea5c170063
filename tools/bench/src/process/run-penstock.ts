import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PenstockError } from '@penstock/core';

/** The command as it is run from the repository. */
export const penstock = join(
  dirname(fileURLToPath(import.meta.resolve('penstock/package.json'))),
  'bin',
  'penstock.mjs',
);

/** What a run tells as it goes; other events have other fields. */
export interface RunEvent {
  readonly type: string;
  readonly kind?: string;
  readonly status?: string;
  readonly durationMs?: number;
}

/** `penstock run` in a project. @throws PEN_INTERNAL when it does not succeed. */
export async function runPenstock(project: string, ...args: readonly string[]): Promise<readonly RunEvent[]> {
  const child = spawn(process.execPath, [penstock, 'run', '--json', '--by', 'bench', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const events: RunEvent[] = [];
  for await (const line of createInterface({ input: child.stdout })) events.push(JSON.parse(line) as RunEvent);
  const [code] = await exit;
  if (code === 0) return events;
  throw new PenstockError('PEN_INTERNAL', `penstock run ended with ${code}`, { hint: events.at(-1)?.status });
}
