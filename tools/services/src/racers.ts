import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Racers extends AsyncDisposable {
  /**
   * Lets all processes try to do each thing at the same time, and answers who did which.
   * @param task handed to every process beside its `name`
   */
  race(task: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<string, string>>;
}

/**
 * Starts processes that race each other. The script says `ready`, and then answers every line `{ name, …task }` with a
 * line that lists what it won, until its standard input ends. Something won twice is an error.
 */
export async function startRacers(script: URL, count: number): Promise<Racers> {
  const racers = Array.from({ length: count }, (_, i) => {
    const child = spawn(process.execPath, [fileURLToPath(script)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { name: String.fromCharCode(97 + i), child, lines };
  });
  for (const { lines } of racers) await lines.next();
  return {
    async race(task) {
      for (const { name, child } of racers) child.stdin.write(`${JSON.stringify({ name, ...task })}\n`);
      const winners = new Map<string, string>();
      for (const { name, lines } of racers) {
        for (const item of won((await lines.next()).value)) {
          if (winners.has(item)) throw new Error(`${item} was won by ${winners.get(item)} and by ${name}`);
          winners.set(item, name);
        }
      }
      return winners;
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of racers) child.stdin.end();
    },
  };
}

function won(line: unknown): readonly string[] {
  const items: unknown = typeof line === 'string' ? JSON.parse(line) : undefined;
  if (!Array.isArray(items)) throw new Error('A racing process ended before its time');
  return items.map(String);
}
