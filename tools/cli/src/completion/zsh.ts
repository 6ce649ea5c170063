import { takingValue } from './bash.ts';
import type { CommandPath, Word } from './command-paths.ts';

/** For zsh, with what each word is about. */
export function zsh(paths: readonly CommandPath[]): string {
  const cases = paths.map(({ words, commands, options, choices }) => {
    const things = [...commands, ...choices.map((word) => ({ word, about: '' }))].map(described);
    return `    "${words.join(' ')}")
      things=(${things.join(' ')})
      flags=(${options.map(described).join(' ')}) ;;`;
  });
  return `#compdef penstock
# penstock completion for zsh: penstock completion zsh > "\${fpath[1]}/_penstock"
_penstock() {
  local place="" word skip=0
  local -a things flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      ${takingValue(paths)}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${place:+$place }$word" in
      ${paths.map(({ words }) => `"${words.join(' ')}"`).join(' | ')}) place="\${place:+$place }$word" ;;
    esac
  done
  if ((skip)); then _files; return; fi
  case "$place" in
${cases.join('\n')}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then _describe -o option flags; else _describe command things || _files; fi
}
if [ "$funcstack[1]" = "_penstock" ]; then _penstock "$@"; else compdef _penstock penstock; fi`;
}

function described({ word, about }: Word): string {
  return `'${`${word}:${about.replaceAll(':', '\\:')}`.replaceAll("'", "'\\''")}'`;
}
