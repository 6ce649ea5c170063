import { readFileSync, writeFileSync } from 'node:fs';
import { terminalPicture } from './src/terminal-picture.ts';

// node tools/docs/picture.ts <out.svg> < captured terminal text, e.g. of `tmux capture-pane -e -p`
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node tools/docs/picture.ts <out.svg> < captured.txt');
writeFileSync(out, terminalPicture(readFileSync(0, 'utf8')));
