import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../bin/penstock.mjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves when the text has been written to stdout or stderr; rejects when the command ends without. */
  said(text: string): Promise<void>;
}

interface Settings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...environment } = process.env;

/** Starts a command line as a shell would, without a terminal. */
export function start(args: readonly string[], { cwd = tmpdir(), env = {} }: Settings = {}): Started {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...environment, USER: 'tester', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text) || stderr.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`It ended without saying "${text}": ${stdout}${stderr}`)));
      look();
    });
  return { child, outcome, said };
}

/** Runs a command line to its end. */
export function penstock(args: readonly string[], settings: Settings = {}): Promise<Outcome> {
  return start(args, settings).outcome;
}

/** A command line that must succeed; gives what it writes to stdout. */
export async function answer(args: readonly string[], settings: Settings = {}): Promise<string> {
  const { code, stdout, stderr } = await penstock(args, settings);
  if (code !== 0) throw new Error(`penstock ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** A command line with `--json` that must succeed; gives its answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at answers of many shapes
export async function json(args: readonly string[], settings: Settings = {}): Promise<any> {
  return JSON.parse(await answer([...args, '--json'], settings));
}

/** A folder of its own, removed when the test is over. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'penstock-cli-'));

  at(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
