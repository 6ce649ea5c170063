import type { CommandPath } from './command-paths.ts';

/** For fish, with what each word is about. */
export function fish(paths: readonly CommandPath[]): string {
  const lines = paths.flatMap(({ words, commands, options, choices }) => {
    const condition = quoted(
      conditionOf(
        words,
        commands.map((item) => item.word),
      ),
    );
    return [
      ...commands.map(({ word, about }) => `complete -c penstock -f -n ${condition} -a ${word} -d ${quoted(about)}`),
      ...choices.map((word) => `complete -c penstock -f -n ${condition} -a ${word}`),
      ...options.map(({ word, short, about, takesValue }) =>
        [
          `complete -c penstock -n ${condition} -l ${word.replace(/^--/, '')}`,
          ...(short ? [`-s ${short.slice(1)}`] : []),
          ...(takesValue ? ['-r'] : []),
          `-d ${quoted(about)}`,
        ].join(' '),
      ),
    ];
  });
  return ['# penstock completion for fish: penstock completion fish | source', ...lines].join('\n');
}

function conditionOf(words: readonly string[], next: readonly string[]): string {
  if (words.length === 0) return '__fish_use_subcommand';
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  return [...seen, ...(next.length > 0 ? [`not __fish_seen_subcommand_from ${next.join(' ')}`] : [])].join('; and ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
