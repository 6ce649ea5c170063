import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { PenstockError } from '@penstock/core';

export type Json = Readonly<Record<string, unknown>>;

/** A program of its own that answers each line of JSON on stdin with one on stdout, until stdin ends. */
export class LineProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #what: string;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<void>;

  static start(command: string, args: readonly string[], cwd?: string): LineProcess {
    return new LineProcess(command, args, cwd);
  }

  private constructor(command: string, args: readonly string[], cwd: string | undefined) {
    this.#what = args[0] ?? command;
    this.#child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', () => resolve());
    });
    const { stdin, stdout } = this.#child;
    // A program that has ended shows by its missing answer.
    stdin?.on('error', () => undefined);
    if (!stdout) throw new PenstockError('PEN_INTERNAL', `${this.#what} has no output`);
    const lines: Interface = createInterface({ input: stdout });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** @throws PEN_INTERNAL when the program ends instead of answering; what it had to say is on stderr. */
  async ask(request: Json): Promise<Json> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.answer();
  }

  /** The next line, for programs that speak first. */
  async answer(): Promise<Json> {
    const { value, done } = await this.#lines.next();
    if (done) throw new PenstockError('PEN_INTERNAL', `${this.#what} ended without an answer`);
    return JSON.parse(value) as Json;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.#ended;
    clearTimeout(deadline);
  }
}
