import type { Command } from 'commander';
import { bash } from '../completion/bash.ts';
import { commandPaths } from '../completion/command-paths.ts';
import { fish } from '../completion/fish.ts';
import { zsh } from '../completion/zsh.ts';
import type { Io } from '../output/io.ts';

const shells = { bash, zsh, fish } as const;

/** Prints a completion script made from the command tree; completing runs nothing. */
export function completion(program: Command, io: Io, shell: string): void {
  const paths = commandPaths(program);
  if (shell === 'bash' || shell === 'zsh' || shell === 'fish') io.out(shells[shell](paths));
}
