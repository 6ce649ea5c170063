import { fileURLToPath } from 'node:url';
import { LineProcess } from './line-process.ts';

/** Starts a program of `src/programs` in a Node of its own. */
export function nodeProgram(name: string, ...args: readonly string[]): LineProcess {
  const path = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));
  return LineProcess.start(process.execPath, [path, ...args]);
}

/** Starts a program of `src/peers` in the given Python. */
export function pythonProgram(python: string, name: string, ...args: readonly string[]): LineProcess {
  const path = fileURLToPath(new URL(`../peers/${name}.py`, import.meta.url));
  return LineProcess.start(python, [path, ...args]);
}
