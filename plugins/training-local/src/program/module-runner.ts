// Process of one module job: `node module-runner.ts`. Runs the module's default export and reports as any program does.
// It imports only types from the core: loading the core would take longer than small jobs do.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrainContext, TrainFunction, TrainResult } from '@penstock/core/contracts';
import type { JobDescription } from '../protocol/job-description.ts';
import { errorEvent } from './error-event.ts';
import { writeEvent } from './write-event.ts';

new Worker(new URL(`./lifeline-worker${extname(import.meta.url)}`, import.meta.url)).unref();
process.on('uncaughtException', (error) => fail(error));

const cancelled = new AbortController();
process.on('SIGTERM', () => cancelled.abort());

try {
  const job: JobDescription = JSON.parse(readFileSync(process.env['PENSTOCK_JOB'] ?? '', 'utf8'));
  const { metrics, flavors, importance } = await train(job);
  writeEvent({ type: 'result', metrics, flavors, importance });
  exit(0);
} catch (error) {
  fail(error);
}

async function train(job: JobDescription): Promise<TrainResult> {
  const { protocol: _, name: __, module: url = '', ...description } = job;
  const loaded: { default?: unknown } = await import(url).catch((cause: Error) => {
    // Of a syntax error only the stack tells file and line, in its first line.
    const place = /^(?:file:)?\/.*:\d+$/m.exec(cause.stack?.split('\n')[0] ?? '')?.[0] ?? url;
    throw new Error(`The training module cannot be loaded: ${cause.message} (${place})`, { cause });
  });
  if (typeof loaded.default !== 'function') {
    throw new Error(`The training module ${url} has no default export that is a function (context) => result`);
  }
  const context: TrainContext = {
    ...description,
    signal: cancelled.signal,
    progress: ({ step, steps, metrics }) => writeEvent({ type: 'progress', step, steps, metrics }),
    log: (line) => writeEvent({ type: 'log', line: String(line) }),
  };
  const result: TrainResult | undefined = await (loaded.default as TrainFunction)(context);
  if (typeof result !== 'object' || result === null) {
    throw new Error(`The training module ${url} returned nothing; it must return { metrics, flavors }`);
  }
  return result;
}

function fail(error: unknown): void {
  writeEvent(errorEvent(error));
  exit(1);
}

/** Ends once the output is written, whatever the module left open (timers, workers, sockets). */
function exit(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
