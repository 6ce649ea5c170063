import type { Command, Option } from 'commander';

/** A place on the command line and what may come next there. */
export interface CommandPath {
  /** Words that lead to it, without `penstock`. */
  readonly words: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly OptionWord[];
  /** Values of its first argument, where they are known. */
  readonly choices: readonly string[];
}
export interface Word {
  readonly word: string;
  readonly about: string;
}
export interface OptionWord extends Word {
  readonly short?: string;
  readonly takesValue: boolean;
}

/** Every place of a command tree, the root first. */
export function commandPaths(command: Command, words: readonly string[] = []): readonly CommandPath[] {
  const own: CommandPath = {
    words,
    commands: command.commands.map((child) => ({ word: child.name(), about: child.description() })),
    options: [
      ...command.options.map(optionWord),
      { word: '--help', short: '-h', about: 'print help', takesValue: false },
    ],
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [own, ...command.commands.flatMap((child) => commandPaths(child, [...words, child.name()]))];
}

function optionWord(option: Option): OptionWord {
  return {
    word: option.long ?? option.short ?? '',
    ...(option.short && option.long ? { short: option.short } : {}),
    about: option.description,
    takesValue: option.required || option.optional,
  };
}
