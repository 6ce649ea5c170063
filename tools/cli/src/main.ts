import { type Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import type { GlobalFlags } from './global-flags.ts';
import { reportError } from './output/report-error.ts';
import { buildProgram } from './program.ts';

/** Runs one command line; sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that went away, as in `penstock runs | head`, is no error.
  const onError = (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? process.exitCode : 1);
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
  const flags = flagsIn(argv);
  const program = buildProgram(flags.color !== false);
  try {
    await program.parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) process.exitCode = reportError(error, flags);
    else if (error.exitCode === 0) process.exitCode = exitCodes.ok;
    else process.exitCode = reportError(await usageError(error, program, argv), { ...flags, debug: false });
  }
}

/** Flags as far as errors need them, wherever they stand. */
function flagsIn(argv: readonly string[]): GlobalFlags {
  return { json: argv.includes('--json'), debug: argv.includes('--debug'), color: !argv.includes('--no-color') };
}

async function usageError(error: CommanderError, program: Command, argv: readonly string[]): Promise<Error> {
  const { PenstockError } = await import('@penstock/core');
  const { command, path } = commandOf(program, argv);
  // The default command of a group takes the name that nobody knows for an argument.
  if (error.code === 'commander.excessArguments' && command.commands.length > 0)
    return new PenstockError('PEN_USAGE', `\`penstock ${path.trim()}\` has no such command`, {
      hint: `It has ${command.commands.map((child) => child.name()).join(', ')}.`,
    });
  if (error.code === 'commander.help')
    return new PenstockError('PEN_USAGE', 'There is no such command', { hint: '`penstock --help` lists them.' });
  const [what = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const meant = /Did you mean (?:one of )?(.+)\?\)/.exec(more.join(' '))?.[1];
  return new PenstockError('PEN_USAGE', what, {
    hint: `${meant ? `Did you mean ${meant}? ` : ''}\`penstock ${path}--help\` tells what there is.`,
  });
}

/** The command that the line got to, and its name with a blank behind it. */
function commandOf(program: Command, argv: readonly string[]): { readonly command: Command; readonly path: string } {
  let command: Command = program;
  let path = '';
  for (const word of argv) {
    const next = command.commands.find((item) => item.name() === word);
    if (next === undefined) continue;
    command = next;
    path += `${word} `;
  }
  return { command, path };
}
