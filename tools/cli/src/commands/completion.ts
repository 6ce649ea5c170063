import { PenstockError } from '@penstock/core';
import type { Command } from 'commander';
import type { Io } from '../output/io.ts';

/** Prints a completion script made from the command tree; it needs nothing at completion time. */
export async function completion(program: Command, io: Io, shell: string): Promise<void> {
  const paths = pathsOf(program, []);
  const scripts: Readonly<Record<string, (paths: readonly Path[]) => string>> = { bash, zsh, fish };
  const script = scripts[shell];
  if (script === undefined)
    throw new PenstockError('PEN_USAGE', `No completion for "${shell}"; there is bash, zsh and fish`);
  io.out(script(paths));
}

interface Path {
  /** Words that lead to the command, without `penstock`. */
  readonly words: readonly string[];
  readonly next: readonly { readonly word: string; readonly about: string }[];
}

function pathsOf(command: Command, words: readonly string[]): readonly Path[] {
  const options = command.options.map((option) => ({
    word: option.long ?? option.short ?? '',
    about: option.description,
  }));
  const children = command.commands.map((child) => ({ word: child.name(), about: child.description() }));
  return [
    { words, next: [...children, ...options] },
    ...command.commands.flatMap((child) => pathsOf(child, [...words, child.name()])),
  ];
}

function bash(paths: readonly Path[]): string {
  const cases = paths.map(
    ({ words, next }) => `    "${words.join(' ')}") words="${next.map((item) => item.word).join(' ')}" ;;`,
  );
  return `# penstock completion for bash: source <(penstock completion bash)
_penstock() {
  local path="" word words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ "$word" == -* ]] || path="\${path:+$path }$word"
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _penstock penstock`;
}

function zsh(paths: readonly Path[]): string {
  return `#compdef penstock
# penstock completion for zsh: penstock completion zsh > "\${fpath[1]}/_penstock"
autoload -U +X bashcompinit && bashcompinit
${bash(paths)}`;
}

function fish(paths: readonly Path[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = paths.flatMap(({ words, next }) => {
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const condition = words.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
    return next.map(
      ({ word, about }) =>
        `complete -c penstock -n ${quote(condition)} ${word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`} -d ${quote(about)}`,
    );
  });
  return ['# penstock completion for fish: penstock completion fish | source', ...lines].join('\n');
}
