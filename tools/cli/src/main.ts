import { type Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { makeIo } from './output/io.ts';
import { reportError } from './output/report-error.ts';
import { buildProgram } from './program.ts';
import { resolveFromHereToo } from './resolve-fallback.ts';

/** Runs one command line; sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that went away, as in `penstock runs | head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  resolveFromHereToo();
  const program = buildProgram();
  try {
    await program.parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError
        ? commanderExit(error, argv)
        : reportError(error, { flags: flagsOf(program, argv) });
  }
}

function commanderExit(error: CommanderError, argv: readonly string[]): number {
  if (error.exitCode === 0) return exitCodes.ok;
  if (argv.includes('--json')) {
    const message = error.message.replace(/^error: /, '');
    process.stderr.write(
      `${JSON.stringify({ error: { code: 'PEN_USAGE', message, hint: 'Run the command with --help.' } })}\n`,
    );
  }
  return exitCodes.usage;
}

function flagsOf(program: Command, argv: readonly string[]) {
  return makeIo({ ...program.opts(), json: argv.includes('--json'), debug: argv.includes('--debug') }).flags;
}
