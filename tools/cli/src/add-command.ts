import { type Command, InvalidArgumentError, Option } from 'commander';
import { type GlobalFlags, globalFlags } from './global-flags.ts';
import { type Io, makeIo } from './output/io.ts';

/** What a command module exports: the work, given where to write, its own options and its arguments. */
export interface CommandModule {
  /** @returns the exit code, 0 when nothing is returned */
  // biome-ignore lint/suspicious/noExplicitAny: every command has options of its own
  run(io: Io, options: any, args: readonly string[]): Promise<number | undefined> | Promise<void>;
}

interface Settings {
  /** Runs when its group is named without a command. */
  readonly isDefault?: boolean;
}

/** Adds a command whose module is loaded when it runs. */
export function addCommand(
  parent: Command,
  usage: string,
  description: string,
  load: () => Promise<CommandModule>,
  { isDefault = false }: Settings = {},
): Command {
  const command = takeGlobalFlags(parent.command(usage, { isDefault }).description(description));
  return command.action(async (...all: unknown[]) => {
    const args = all.slice(0, -2).flat();
    const { run } = await load();
    const code = await run(
      makeIo(flagsOf(command)),
      command.opts(),
      args.filter((arg) => arg !== undefined).map(String),
    );
    if (typeof code === 'number') process.exitCode = code;
  });
}

/** Adds a group of commands. */
export function addGroup(parent: Command, name: string, description: string): Command {
  return takeGlobalFlags(parent.command(name).description(description));
}

/** Global flags as given anywhere on the line: what stands nearest to the command counts. */
export function flagsOf(command: Command): GlobalFlags {
  const flags: Record<string, unknown> = {};
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const [name, value] of Object.entries(at.opts()))
      if (!(name in flags) && at.getOptionValueSource(name) !== 'default') flags[name] = value;
  }
  return flags;
}

/** For options: a whole number of at least `least`. */
export function wholeNumber(least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It takes a whole number from ${least} up.`);
    return value;
  };
}

// Each command has the flags as well, hidden, since after its name `--version` and others mean its own options.
function takeGlobalFlags(command: Command): Command {
  for (const [flags, description] of globalFlags) command.addOption(new Option(flags, description).hideHelp());
  return command;
}
