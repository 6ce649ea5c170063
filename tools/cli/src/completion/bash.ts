import type { CommandPath } from './command-paths.ts';

/** For bash: a function that knows every word; nothing is run when completing. */
export function bash(paths: readonly CommandPath[]): string {
  const known = paths.map(({ words }) => `"${words.join(' ')}"`).join(' | ');
  const cases = paths.map(({ words, commands, options, choices }) => {
    const next = [...commands.map((item) => item.word), ...choices, ...options.map((item) => item.word)];
    return `    "${words.join(' ')}") words="${next.join(' ')}" ;;`;
  });
  return `# penstock completion for bash: source <(penstock completion bash)
_penstock() {
  local place="" word words="" skip=0 i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      ${takingValue(paths)}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${place:+$place }$word" in
      ${known}) place="\${place:+$place }$word" ;;
    esac
  done
  if ((skip)); then COMPREPLY=(); return; fi
  case "$place" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _penstock penstock`;
}

/** Options whose next word is their value, as a pattern. */
export function takingValue(paths: readonly CommandPath[]): string {
  const options = paths.flatMap((path) => path.options).filter((option) => option.takesValue);
  return [...new Set(options.flatMap(({ word, short }) => (short ? [word, short] : [word])))].sort().join(' | ');
}
