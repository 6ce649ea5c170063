import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Need } from './needing.ts';
import { type Service, startService } from './service.ts';

export const azurite: Need = { name: 'azurite', present: isInstalled() };

export interface Azurite extends Service {
  readonly account: string;
  /** Key of the account, made up at each start. */
  readonly key: string;
}

export interface AzuriteOptions {
  /** Paths of a certificate and its key: serves https and takes tokens of Entra ID, whose signatures it does not check. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts the Blob service of Azurite, empty and in memory. Its `url` ends with the account. */
export async function startAzurite({ tls }: AzuriteOptions = {}): Promise<Azurite> {
  const account = 'penstocktest';
  const key = randomBytes(64).toString('base64');
  const script = fileURLToPath(new URL('azurite-process.ts', import.meta.url));
  const service = await startService({
    name: 'Azurite',
    command: process.execPath,
    args: [
      script,
      ...['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--silent'],
      ...['--skipApiVersionCheck', '--disableTelemetry'],
      ...(tls ? ['--oauth', 'basic', '--cert', tls.cert, '--key', tls.key] : []),
    ],
    env: { AZURITE_ACCOUNTS: `${account}:${key}` },
    ready: /successfully listens on (http\S+)/,
  });
  return { ...service, url: `${service.url}/${account}`, account, key };
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
    return true;
  } catch {
    return false;
  }
}
