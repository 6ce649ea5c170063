import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { commandPaths } from '../src/completion/command-paths.ts';
import { exitCodes, exitMeanings } from '../src/exit-codes.ts';
import { globalFlags } from '../src/global-flags.ts';
import { buildProgram } from '../src/program.ts';
import { bin, Folder, penstock } from './support/cli.ts';

const run = promisify(execFile);
const folder = new Folder();
afterAll(() => folder.remove());

const tracer = new URL('./support/trace-loads.mjs', import.meta.url).href;

test.each([[['--help']], [['--version']], [['run', '--help']], [['tables', '--help']], [['completion', 'bash']]])(
  '%s loads commander and picocolors, and neither the core nor a plugin',
  async (args) => {
    const traced = folder.at(`loads-${args.join('')}`);
    await run(process.execPath, ['--import', tracer, bin, ...args], { env: { ...process.env, TRACE_LOADS: traced } });
    const packages = readFileSync(traced, 'utf8')
      .trim()
      .split('\n')
      .filter((url) => !url.startsWith('node:') && !/\/tools\/cli\/(src|bin|test)\//.test(url))
      .map((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url);
    expect([...new Set(packages)].sort()).toEqual(['commander', 'picocolors']);
  },
);

test('the help names every command, every global flag and every exit code', async () => {
  const { code, stdout, stderr } = await penstock(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of [
    ...['init', 'check', 'plan', 'run', 'resume', 'serve', 'status', 'tables', 'runs', 'models', 'approve', 'monitor'],
    ...['audit', 'plugins', 'explain', 'schema', 'doctor', 'completion'],
  ])
    expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
  for (const flag of ['--config', '--profile', '--cwd', '--json', '--no-color', '--quiet', '--debug'])
    expect(stdout).toContain(flag);
  for (const [name, exit] of Object.entries(exitCodes))
    expect(stdout).toContain(`${String(exit).padStart(3)}  ${exitMeanings[name as keyof typeof exitCodes]}`);
});

test('the README has every command, flag and exit code', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replace(/ +/g, ' ');
  const leaves = commandPaths(buildProgram(false)).filter(
    ({ words, commands }) => words.length > 0 && commands.length === 0,
  );
  for (const { words } of leaves) expect(readme).toMatch(new RegExp(`^\\| \`penstock ${words.join(' ')}[ \`]`, 'm'));
  for (const [flag] of globalFlags) expect(readme).toContain(`\`${flag}\``);
  for (const [name, exit] of Object.entries(exitCodes))
    expect(readme).toContain(`| ${exit} | ${exitMeanings[name as keyof typeof exitCodes]} |`);
  for (const option of leaves.flatMap((leaf) => leaf.options))
    if (!['--help', '--yes'].includes(option.word)) expect(readme).toContain(option.word);
});

test('without arguments it prints the help', async () => {
  const { code, stdout } = await penstock([]);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: penstock');
});

test('--version is that of the package before a command, and an option of the command behind it', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect((await penstock(['--version'])).stdout).toBe(`${version}\n`);
  const { stdout } = await penstock(['tables', 'show', '--help']);
  expect(stdout).toContain('--version <n>');
});

test.each([
  [['rnu'], "unknown command 'rnu'", 'Did you mean run?'],
  [['run', '--selct', 'x'], "unknown option '--selct'", 'Did you mean --select?'],
  [['tables', 'hist'], '`penstock tables` has no such command', 'It has list, history, show.'],
  [['tables', 'show'], "missing required argument 'table'", '`penstock tables show --help`'],
  [['run', '--concurrency', '0'], 'It takes a whole number from 1 up.', '`penstock run --help`'],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish', '`penstock completion --help`'],
  [['help', 'nothing'], 'There is no such command', '`penstock --help`'],
])('%s is refused with what to do next', async (args, message, hint) => {
  const { code, stdout, stderr } = await penstock(args);
  expect(code).toBe(exitCodes.usage);
  expect(stdout).toBe('');
  expect(stderr).toContain(`error PEN_USAGE: `);
  expect(stderr).toContain(message);
  expect(stderr).toContain(`  next: `);
  expect(stderr).toContain(hint);
});

test('with --json a wrong command line is one JSON object on stderr', async () => {
  const { code, stdout, stderr } = await penstock(['rnu', '--json']);
  expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
  expect(JSON.parse(stderr)).toEqual({
    code: 'PEN_USAGE',
    message: "unknown command 'rnu'",
    hint: expect.stringContaining('Did you mean run?'),
  });
});

test('colours only where they are wanted', async () => {
  const colours = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    (await penstock([...args], { env })).stderr.includes('\u001b[');
  expect(await colours(['rnu'], {})).toBe(false);
  expect(await colours(['rnu'], { FORCE_COLOR: '1' })).toBe(true);
  expect(await colours(['rnu', '--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  expect(await colours(['rnu'], { NO_COLOR: '1' })).toBe(false);
});

test('a reader that goes away is no error', async () => {
  const command = `"${process.execPath}" "${bin}" --help | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run('bash', ['-c', command]);
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

test('stacks are shown with --debug only', async () => {
  const args = ['check', '--config', folder.at('none.yaml')];
  expect((await penstock(args)).stderr).not.toContain('    at ');
  expect((await penstock([...args, '--debug'])).stderr).toContain('    at ');
});
