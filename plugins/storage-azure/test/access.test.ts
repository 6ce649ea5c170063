import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { PenstockError } from '@penstock/core';
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import { azurite, needing, startAzurite } from '@penstock/services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as vitestTest } from 'vitest';
import plugin from '../src/index.ts';
import { type Container, startContainer } from './container.ts';
import { FaultProxy } from './fault-proxy.ts';
import { bytes, openStore, text } from './open-store.ts';

const test = needing(vitestTest, azurite);
const openssl = { name: 'openssl', present: spawnSync('openssl', ['version']).status === 0 };

let container: Container;
beforeAll(async () => {
  if (azurite.present) container = await startContainer();
});
afterAll(() => container?.close());

const open = (options: Readonly<Record<string, unknown>>) => openPlugin<ObjectStore>(plugin, { options });

async function failure(work: Promise<unknown>): Promise<PenstockError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PenstockError.is(error)) throw new Error(`Not a Penstock error: ${inspect(error)}`);
  return error;
}

describe('opening', () => {
  test('of a container that does not exist is PEN_CONFIG_INVALID', async () => {
    const error = await failure(open({ ...container.options, container: 'pond' }));
    expect(error.code).toBe('PEN_CONFIG_INVALID');
    expect(error.message).toMatch(/there is no such container \(ContainerNotFound, status 404\)$/);
  });

  test('with a wrong key is PEN_STORAGE_DENIED', async () => {
    const error = await failure(open({ ...container.options, accountKey: Buffer.from('wrong').toString('base64') }));
    expect(error.code).toBe('PEN_STORAGE_DENIED');
  });

  test('where nothing listens is PEN_STORAGE_FAILED, and says so', async () => {
    const error = await failure(open({ ...container.options, endpoint: 'http://127.0.0.1:9/x', attempts: 2 }));
    expect(error.code).toBe('PEN_STORAGE_FAILED');
    expect(error.message).toMatch(/nothing listens at the address \(ECONNREFUSED\) \(2 attempts\)$/);
  });
});

describe('options', () => {
  vitestTest.each([
    {},
    { accountKey: 'without-account', endpoint: 'http://127.0.0.1' },
    { account: 'lake', accountKey: 'a', sasToken: 'b' },
    { account: 'Capital' },
    { account: 'lake', container: 'a--b' },
    { endpoint: 'http://127.0.0.1/lake?sig=x' },
    { account: 'lake', unknown: 1 },
  ])('%o is refused', (options) => {
    expect(plugin.options.safeParse({ container: 'lake', ...options }).success).toBe(false);
  });

  test('an encryption scope is asked for with every new object', async () => {
    await using proxy = await FaultProxy.start(container.url);
    const options = { encryptionScope: 'ours', partSizeMiB: 5 };
    await using opened = await openStore(proxy, container, { options });
    await opened.value.put('a', bytes('x'));
    await opened.value.put('b', new Uint8Array(6 * 1024 * 1024));
    expect(proxy.operations).toEqual(['PutBlob', 'PutBlock', 'PutBlock', 'PutBlockList']);
    expect(proxy.headers.map((headers) => headers['x-ms-encryption-scope'])).toEqual(Array(4).fill('ours'));
  });

  vitestTest('a connection string that cannot be read is PEN_CONFIG_INVALID, and not shown', async () => {
    const error = await failure(open({ container: 'lake', connectionString: 'AccountKey=VERYSECRET' }));
    expect(error.code).toBe('PEN_CONFIG_INVALID');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('VERYSECRET');
  });
});

describe('credentials', () => {
  function sasToken(permissions: string): string {
    const credential = new StorageSharedKeyCredential(container.account, container.key);
    const expiresOn = new Date(Date.now() + 3600_000);
    const scope = { containerName: 'lake', permissions: ContainerSASPermissions.parse(permissions), expiresOn };
    return generateBlobSASQueryParameters(scope, credential).toString();
  }

  test('may be a shared access signature', async () => {
    const token = sasToken('rwdl');
    for (const [i, sas] of [token, `?${token}`].entries()) {
      await using opened = await open({ container: 'lake', endpoint: container.url, sasToken: sas });
      await opened.value.put(`sas/${i}`, bytes('x'), { ifAbsent: true });
      expect(await text(opened.value, `sas/${i}`)).toBe('x');
      expect(opened.value.uri('a b')).toBe(`${container.url}/lake/a%20b`);
    }
  });

  test('may be a shared access signature that allows too little: PEN_STORAGE_DENIED', async () => {
    await using opened = await open({ container: 'lake', endpoint: container.url, sasToken: sasToken('rl') });
    expect((await failure(opened.value.put('a', bytes('x')))).code).toBe('PEN_STORAGE_DENIED');
  });

  test('may be a connection string', async () => {
    const connectionString = `DefaultEndpointsProtocol=http;BlobEndpoint=${container.url};AccountName=${container.account};AccountKey=${container.key}`;
    await using opened = await open({ container: 'lake', connectionString });
    await opened.value.put('string', bytes('x'));
  });

  test('are in no message, cause or inspected form of an error', async () => {
    await using proxy = await FaultProxy.start(container.url);
    const secret = sasToken('rwdl');
    const options = { accountKey: undefined, account: undefined, sasToken: secret, attempts: 1 };
    await using opened = await openStore(proxy, container, { options });
    const signature = new URLSearchParams(secret).get('sig') ?? '';
    for (const fault of [{ kind: 'refuse', status: 418, code: 'Teapot' }, { kind: 'drop' }] as const) {
      proxy.next('PutBlob', fault);
      const shown = inspect(await failure(opened.value.put('a', bytes('x'))), { depth: 20, showHidden: true });
      for (const part of [secret, signature, encodeURIComponent(signature)]) expect(shown).not.toContain(part);
    }
  });
});

describe('without credentials in the options', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'penstock-azure-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  needing(
    vitestTest,
    azurite,
    openssl,
  )('the identity of the machine is used', async () => {
    const tls = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=penstock'];
    const made = spawnSync('openssl', [
      ...request,
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', tls.key, '-out', tls.cert],
    ]);
    expect(made.status).toBe(0);
    await using service = await startAzurite({ tls });
    await using identity = await startIdentity();
    const printed = await openInProcess(
      { container: 'lake', endpoint: service.url },
      { NODE_EXTRA_CA_CERTS: tls.cert, IDENTITY_ENDPOINT: identity.url, IDENTITY_HEADER: 'x' },
    );
    // The container was never made: its absence is told to those only whose token was accepted.
    expect(printed).toBe('PEN_CONFIG_INVALID');
    expect(identity.asked[0]).toContain('resource=https%3A%2F%2Fstorage.azure.com');
  });

  vitestTest('and without an identity opening is PEN_STORAGE_DENIED', async () => {
    const env = { AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' };
    const printed = await openInProcess({ container: 'lake', endpoint: 'https://127.0.0.1:9/lake' }, env);
    expect(printed).toBe('PEN_STORAGE_DENIED');
  });

  /** Opens the store in a process whose environment is under our control. */
  async function openInProcess(options: unknown, env: Record<string, string>): Promise<string> {
    const script = fileURLToPath(new URL('open-and-tell.ts', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      env: { PATH: process.env['PATH'] ?? '', HOME: dir, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = (await Array.fromAsync(child.stdout)).join('');
    if (child.exitCode === null) await once(child, 'exit');
    return printed.trim();
  }
});

/** The token service of an App Service, as far as `ManagedIdentityCredential` asks it. */
async function startIdentity(): Promise<{ url: string; asked: string[] } & AsyncDisposable> {
  const asked: string[] = [];
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows.net/00000000-0000-0000-0000-000000000000/',
    nbf: now - 60,
    iat: now - 60,
    exp: now + 3600,
  };
  const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${part('signed by nobody')}`;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    const answer = { access_token: token, expires_on: now + 3600, resource: claims.aud, token_type: 'Bearer' };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
