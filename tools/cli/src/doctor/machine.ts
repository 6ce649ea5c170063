import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { bytesText } from '../output/quantities.ts';
import type { Finding } from './finding.ts';

export function nodeVersion(): Finding {
  const tested = Number(process.versions.node.split('.')[0]) === 24;
  return {
    check: 'node',
    level: tested ? 'ok' : 'warn',
    found: `${process.versions.node} on ${process.platform}-${process.arch}`,
    ...(tested ? {} : { next: 'Node 24 LTS is what Penstock is tested on' }),
  };
}

export function resources(): Finding {
  const little = totalmem() < 2 * 2 ** 30;
  return {
    check: 'machine',
    level: little ? 'warn' : 'ok',
    found: `${availableParallelism()} cores, ${bytesText(freemem())} of ${bytesText(totalmem())} memory free`,
    ...(little ? { next: 'with less than 2 GiB, give the engine a memory limit in penstock.yaml' } : {}),
  };
}

/** Whether `penstock serve` could listen there. */
export async function portFree(host: string, port: number): Promise<Finding> {
  const server = createServer();
  const problem = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => resolve(undefined));
  });
  server.close();
  return {
    check: 'serving',
    level: problem === undefined ? 'ok' : 'warn',
    found: `port ${port} of ${host} ${problem === undefined ? 'is free' : `cannot be used (${problem})`}`,
    ...(problem === undefined ? {} : { next: 'penstock serve --port <another>, or set it in penstock.yaml' }),
  };
}

const asks =
  'import importlib.util as u, sys; print(sys.version.split()[0], *[m for m in ("lightgbm", "sklearn", "onnx", "mlflow") if u.find_spec(m)])';

/** Only training programs in Python need it. */
export function python(): Finding {
  const { status, stdout } = spawnSync('python3', ['-c', asks], { encoding: 'utf8', timeout: 10_000 });
  const [version, ...libraries] = status === 0 ? stdout.trim().split(' ') : [];
  const found =
    version === undefined
      ? 'not found; only training programs in Python need it'
      : `${version}${libraries.length > 0 ? ` with ${libraries.join(', ')}` : ''}, for training programs in Python`;
  return { check: 'python', level: 'ok', found };
}
