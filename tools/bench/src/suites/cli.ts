import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { Bench, Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';
import { penstock } from '../process/run-penstock.ts';

const counter = new URL('../programs/count-modules.ts', import.meta.url).href;

export const cli: Suite = {
  name: 'cli',
  title: 'Command line: start',
  about:
    'A cold `penstock --help`, process start to exit, against a Node that does nothing. The difference is what the command itself costs; `--help` loads no plugin.',
  async run(bench) {
    await bench.contest({
      subject: { name: 'penstock --help', measure: () => timed(() => run(penstock, '--help')) },
      peer: { name: 'node -e 0', measure: () => timed(() => run('-e', '0')) },
      metrics: { ms: { label: '`penstock --help`', goal: 120 } },
      warmups: 2,
      repetitions: bench.quick ? 3 : 31,
    });
    bench.fact(await loadedModules(bench));
  },
};

async function loadedModules({ scratch }: Bench): Promise<string> {
  const file = join(scratch, 'modules.json');
  await run('--import', counter, penstock, '--help', { PENSTOCK_BENCH_MODULES: file });
  const urls = JSON.parse(await readFile(file, 'utf8')) as readonly string[];
  const builtin = urls.filter((url) => url.startsWith('node:')).length;
  const packages = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]);
  const vendors = [...new Set(packages.filter((name) => name !== undefined))].sort();
  const foreign = packages.filter((name) => name !== undefined).length;
  return `Modules loaded by \`penstock --help\`: ${urls.length - builtin - foreign} of Penstock, ${foreign} of other packages (${vendors.join(', ')}), ${builtin} of Node`;
}

async function run(...args: readonly (string | Readonly<Record<string, string>>)[]): Promise<void> {
  const env = args.filter((arg) => typeof arg !== 'string');
  const child = spawn(
    process.execPath,
    args.filter((arg) => typeof arg === 'string'),
    {
      stdio: 'ignore',
      env: Object.assign({ ...process.env }, ...env),
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new PenstockError('PEN_INTERNAL', `node ${args.slice(-1).join(' ')} ended with ${code}`);
}
