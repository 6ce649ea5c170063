import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addCommands } from './commands.ts';
import { exitCodes, exitMeanings } from './exit-codes.ts';
import { globalFlags } from './global-flags.ts';
import { styleFor } from './output/style.ts';

/** The whole command tree. Nothing but commander is loaded until a command runs. */
export function buildProgram(color: boolean): Command {
  const style = styleFor(process.stdout, color);
  const program: Command = new Command('penstock')
    .description('From lakehouse to live, watched, governed models')
    .version(versionOf(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: termOf,
      visibleGlobalOptions: () => program.options.filter((option) => option.long !== '--version'),
      styleTitle: (text) => style.bold(text),
      styleCommandText: (text) => style.cyan(text),
      styleSubcommandTerm: (text) => style.cyan(text),
      styleOptionTerm: (text) => style.cyan(text),
    })
    .addHelpText('after', () => helpEnd((text) => style.bold(text)));
  for (const [flags, description] of globalFlags) program.option(flags, description);
  addCommands(program);
  return program;
}

/** `tables`, `run [pipeline]`: every command has options, so the list does not say so. */
function termOf(command: Command): string {
  const args = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...args].join(' ');
}

function helpEnd(bold: (text: string) => string): string {
  const codes = Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${exitMeanings[name as keyof typeof exitCodes]}`,
  );
  return [
    `\n${bold('Exit codes:')}`,
    ...codes,
    '\nWithout a penstock.yaml everything runs here, with its state under .penstock/.',
    'penstock <command> --help tells more; penstock explain <code> explains an error.',
  ].join('\n');
}

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
