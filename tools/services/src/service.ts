import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A running service. Closing it, or the end of this process, ends it. */
export interface Service extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServiceCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Matches the line by which the service says that it listens; its first group is the address. */
  readonly ready: RegExp;
}

/** Milliseconds. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 5_000;

/** Starts a program that says where it listens, and that ends when its standard input does. */
export async function startService({ name, command, args, env, ready }: ServiceCommand): Promise<Service> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    said.push(chunk.toString());
    said.splice(0, said.length - 20);
  });
  const close = () => stop(child);
  const url = await addressOf(child, ready).catch(async (cause: unknown) => {
    await close();
    throw new Error(`${name} did not start: ${said.join('').trim()}`, { cause });
  });
  return { url, close, [Symbol.asyncDispose]: close };
}

async function addressOf(child: ChildProcess, ready: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`It said nothing within ${START_LIMIT} ms`)), START_LIMIT);
  child.once('error', reject);
  child.once('exit', (code, signal) => reject(new Error(`It ended at once (${code ?? signal})`)));
  if (child.stdout) {
    // Goes on reading to the end: a full pipe would stop the service.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = ready.exec(line) ?? [];
      if (url) resolve(url);
    });
  }
  return promise.finally(() => clearTimeout(timer));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
  await exit;
  clearTimeout(timer);
}
