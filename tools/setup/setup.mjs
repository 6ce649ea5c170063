// Runs before every command, on any Node >= 20: installs what the lockfile says (once) and checks
// that the `node` first on the PATH of npm scripts can run TypeScript sources. Arguments are a command to run then: a
// shell that has found the system's `node` once would go on using it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.penstock-setup');
const shell = process.platform === 'win32';
const env = { ...process.env, PATH: bin + delimiter + (process.env.PATH ?? '') };

const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const digest = createHash('sha256').update(lock).digest('hex');
const stamped = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (stamped !== digest) {
  if (!isInstalled()) install();
  writeFileSync(stamp, digest);
}

const probe = spawnSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8', env, shell });
const version = (probe.stdout ?? '').trim();
const [major = 0, minor = 0] = version.split('.').map(Number);
if (!(major > 22 || (major === 22 && minor >= 18)) || major === 23) {
  fail(
    `Penstock needs Node >= 22.18 (24 LTS is best). No bundled Node fits ${process.platform}-${process.arch} and the system's is ${version || 'not runnable'}. Install Node 24 and run the same command again.`,
  );
}

const [command, ...args] = process.argv.slice(2);
if (command !== undefined) {
  const child = spawn(command, args, { stdio: 'inherit', env, shell });
  // Ctrl-C reaches the command too, which decides what becomes of it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`${command} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

// Whether what npm says it has installed is what the lockfile wants; optional packages may be of other platforms.
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, wanted]) =>
      !path.includes('node_modules/') ||
      wanted.optional ||
      wanted.devOptional ||
      present[path]?.version === wanted.version,
  );
}

function install() {
  const fresh = !existsSync(join(root, 'node_modules'));
  const command = fresh ? 'ci' : 'install';
  process.stderr.write(`Setting up (npm ${command}, once) …\n`);
  const started = Date.now();
  const args = [command, '--no-fund', '--no-audit', '--loglevel=error', ...(fresh ? [] : ['--no-save'])];
  const done = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell });
  if (done.status !== 0) {
    fail(
      `npm ${command} failed (exit ${done.status ?? done.signal}). Check the network and the npm registry setting, then run the same command again.`,
    );
  }
  process.stderr.write(`Set up in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
