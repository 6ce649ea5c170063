import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python that has the module: `$PENSTOCK_PYTHON`, else `python3`; `undefined` where there is none. */
export async function pythonWith(module: string): Promise<string | undefined> {
  const python = process.env['PENSTOCK_PYTHON'] ?? 'python3';
  const program = `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`;
  return run(python, ['-c', program]).then(
    () => python,
    () => undefined,
  );
}

/** Runs a program that prints JSON on its last line. */
export async function pythonJson(python: string, program: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(python, ['-c', program, ...args], { timeout: 120_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
