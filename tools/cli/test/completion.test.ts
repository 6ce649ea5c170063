import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { answer } from './support/cli.ts';

const scripts: Record<string, string> = {};
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) scripts[shell] = await answer(['completion', shell]);
});

/** What bash would offer for the last of the words. */
function offered(...words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `${scripts['bash']}\nCOMP_WORDS=(penstock ${line}); COMP_CWORD=${words.length}; _penstock; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n').filter(Boolean);
}

test('bash offers commands, commands of groups and options', () => {
  expect(offered('re')).toEqual(['resume']);
  expect(offered('tables', '')).toEqual(expect.arrayContaining(['list', 'history', 'show', '--json']));
  expect(offered('tables', 'show', '--v')).toEqual(['--version']);
  expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
});

test('bash is not led astray by values of options and by arguments', () => {
  expect(offered('-p', 'azure', 'run', 'flights', '--sel')).toEqual(['--select']);
  expect(offered('run', '--profile', '')).toEqual([]);
});

test.for(['bash', 'zsh', 'fish'])('the script for %s is one that the shell can read', (shell, { skip }) => {
  skip(spawnSync(shell, ['--version']).status !== 0, `there is no ${shell} here to read its completion script`);
  const { status, stderr } = spawnSync(shell, ['-n'], { input: scripts[shell], encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('zsh and fish get what each word is about', () => {
  expect(scripts['zsh']).toContain("'resume:go on with an interrupted or failed run'");
  expect(scripts['fish']).toContain(
    "complete -c penstock -f -n '__fish_use_subcommand' -a resume -d 'go on with an interrupted or failed run'",
  );
  expect(scripts['fish']).toContain("-n '__fish_seen_subcommand_from run' -l select -s s -r -d");
});
