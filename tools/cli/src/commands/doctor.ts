import { spawnSync } from 'node:child_process';
import { constants } from 'node:fs';
import { access, link, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { readPlan } from '../session.ts';

interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly next?: string;
}

/** Looks at the machine and at what the configuration needs of it. */
export async function run(io: Io): Promise<number> {
  const findings: Finding[] = [nodeVersion(), await configuration(io)];
  const stateDir = await readPlan(io.flags).then(
    (plan) => plan.stateDir,
    () => resolve(io.flags.cwd ?? '.', '.penstock'),
  );
  findings.push(
    await diskSpace(stateDir),
    await safeWriting(stateDir),
    await openPlatformOnce(io),
    await port(5001),
    python(),
  );
  if (io.flags.json) io.json(findings);
  else {
    const marks = { ok: io.style.green('ok  '), warn: io.style.yellow('warn'), fail: io.style.red('fail') };
    for (const { check, level, found, next } of findings) {
      io.out(`${marks[level]}  ${check.padEnd(14)} ${found}`);
      if (next) io.out(`      ${' '.repeat(14)} ${io.style.dim('next:')} ${next}`);
    }
  }
  return findings.some((item) => item.level === 'fail') ? exitCodes.unsound : exitCodes.ok;
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    check: 'node',
    level: major >= 24 ? 'ok' : 'warn',
    found: `${process.versions.node} (${process.platform}-${process.arch})`,
    ...(major >= 24 ? {} : { next: 'Node 24 LTS is what Penstock is tested on' }),
  };
}

async function configuration(io: Io): Promise<Finding> {
  try {
    const { loadPipelines } = await import('@penstock/core/runtime');
    const plan = await readPlan(io.flags);
    const pipelines = await loadPipelines(plan);
    return {
      check: 'configuration',
      level: 'ok',
      found: `${plan.configPath ?? 'built in'}: ${plan.plugins.length} plugins, ${pipelines.length} pipelines`,
    };
  } catch (error) {
    return { check: 'configuration', level: 'fail', found: messageOf(error), next: 'penstock check tells all of it' };
  }
}

async function diskSpace(dir: string): Promise<Finding> {
  await mkdir(dir, { recursive: true }).catch(() => {});
  try {
    const { bavail, bsize } = await statfs(dir);
    const gigabytes = (bavail * bsize) / 2 ** 30;
    return {
      check: 'disk',
      level: gigabytes < 1 ? 'fail' : gigabytes < 5 ? 'warn' : 'ok',
      found: `${gigabytes.toFixed(1)} GiB free for ${dir}`,
      ...(gigabytes < 5 ? { next: 'free some room, or set stateDir in penstock.yaml' } : {}),
    };
  } catch (error) {
    return { check: 'disk', level: 'fail', found: messageOf(error) };
  }
}

/** Commits rely on hard links, which some file systems lack. */
async function safeWriting(dir: string): Promise<Finding> {
  const [one, two] = [join(dir, `.doctor-${process.pid}-a`), join(dir, `.doctor-${process.pid}-b`)];
  try {
    await access(dir, constants.W_OK);
    await writeFile(one, '', { flag: 'wx' });
    await link(one, two);
    return { check: 'writing', level: 'ok', found: `${dir} is writable and has hard links` };
  } catch (error) {
    return {
      check: 'writing',
      level: 'fail',
      found: messageOf(error),
      next: 'put stateDir on a local disk that this user may write to',
    };
  } finally {
    await rm(one, { force: true });
    await rm(two, { force: true });
  }
}

async function openPlatformOnce(io: Io): Promise<Finding> {
  try {
    const { openPlatform } = await import('@penstock/core/runtime');
    const plan = await readPlan(io.flags);
    await using platform = await openPlatform({ plan });
    return {
      check: 'platform',
      level: 'ok',
      found: `all ${platform.bootTree.plugins.length} plugins set up in ${platform.bootTree.ms.toFixed(0)} ms`,
    };
  } catch (error) {
    return { check: 'platform', level: 'fail', found: messageOf(error), next: 'penstock explain with the code above' };
  }
}

async function port(number: number): Promise<Finding> {
  const server = createServer();
  const free = await new Promise<boolean>((done) =>
    server.once('error', () => done(false)).listen(number, '127.0.0.1', () => done(true)),
  );
  server.close();
  return {
    check: `port ${number}`,
    level: free ? 'ok' : 'warn',
    found: free ? 'free for penstock serve' : 'taken',
    ...(free ? {} : { next: 'penstock serve --port <another>' }),
  };
}

function python(): Finding {
  const found = spawnSync('python3', ['--version'], { encoding: 'utf8', timeout: 5000 });
  const version = found.status === 0 ? found.stdout.trim() : undefined;
  return {
    check: 'python',
    level: 'ok',
    found: version
      ? `${version}, for training programs in Python`
      : 'not found; only needed for training programs in Python',
  };
}

function messageOf(error: unknown): string {
  const code = (error as { code?: string }).code;
  return `${code ? `${code}: ` : ''}${error instanceof Error ? error.message : String(error)}`;
}
