import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Need } from './needing.ts';
import { type Service, startService } from './service.ts';

const python = process.env['PENSTOCK_PYTHON'];
const probe = 'import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, ("moto", "flask_cors"))))';

/** S3 by moto, from the Python that the test command sets up. */
export const moto: Need = {
  name: 'python with moto',
  present: python !== undefined && spawnSync(python, ['-c', probe], { stdio: 'ignore' }).status === 0,
};

/**
 * Starts moto's S3, empty. It takes any credentials, answers one request at a time, so that conditional puts are atomic,
 * and forgets everything at its end.
 */
export async function startMoto(): Promise<Service> {
  const script = fileURLToPath(new URL('moto-server.py', import.meta.url));
  return startService({ name: 'moto', command: python ?? 'python3', args: [script], ready: /listens on (http\S+)/ });
}

/** Makes a bucket. */
export async function makeBucket({ url }: Pick<Service, 'url'>, bucket: string): Promise<void> {
  const answer = await fetch(`${url}/${bucket}`, { method: 'PUT' });
  if (!answer.ok) throw new Error(`The bucket was not made: ${answer.status} ${await answer.text()}`);
}
