import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { PenstockError } from '@penstock/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { options } from '../src/options.ts';
import { s3Client } from '../src/s3-client.ts';
import { anybody } from './credentials.ts';
import { FakeS3 } from './fake-s3.ts';
import { bytes, openStore } from './open-store.ts';

let fake: FakeS3;
beforeEach(async () => {
  fake = await FakeS3.start();
});
afterEach(() => fake[Symbol.asyncDispose]());

async function failure(work: Promise<unknown>): Promise<PenstockError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PenstockError.is(error)) throw new Error(`Not a Penstock error: ${inspect(error)}`);
  return error;
}

describe('opening', () => {
  test('of a bucket that does not exist is PEN_CONFIG_INVALID', async () => {
    const error = await failure(openStore(fake, { options: { bucket: 'pond' } }));
    expect(error.code).toBe('PEN_CONFIG_INVALID');
    expect(error.message).toBe(
      'The first listing of "s3://pond/" failed: there is no such bucket (NoSuchBucket, status 404)',
    );
  });

  test('without permission is PEN_STORAGE_DENIED', async () => {
    fake.next('ListObjectsV2', { kind: 'refuse', status: 403, code: 'AccessDenied' });
    expect((await failure(openStore(fake))).code).toBe('PEN_STORAGE_DENIED');
  });

  test('in the wrong region is PEN_CONFIG_INVALID', async () => {
    fake.next('ListObjectsV2', { kind: 'refuse', status: 400, code: 'AuthorizationHeaderMalformed' });
    const error = await failure(openStore(fake));
    expect(error.code).toBe('PEN_CONFIG_INVALID');
    expect(error.hint).toMatch(/region/);
  });

  test('where nothing listens is PEN_STORAGE_FAILED, and says so', async () => {
    const error = await failure(openStore(fake, { options: { endpoint: 'http://127.0.0.1:9', attempts: 2 } }));
    expect(error.code).toBe('PEN_STORAGE_FAILED');
    expect(error.message).toMatch(/nothing listens at the address \(ECONNREFUSED\) \(2 attempts\)$/);
  });
});

describe('options', () => {
  test.each([
    { accessKeyId: 'alone' },
    { secretAccessKey: 'alone' },
    { sessionToken: 'alone' },
    { endpoint: 'http://name:password@127.0.0.1' },
    { endpoint: 'ftp://127.0.0.1' },
    { prefix: '/a' },
    { prefix: 'a/' },
    { partSizeMiB: 1 },
    { unknown: 1 },
  ])('%o is refused', (given) => {
    expect(plugin.options.safeParse({ bucket: 'lake', ...given }).success).toBe(false);
  });

  test('encryption is asked for with every new object', async () => {
    const encryption = { type: 'aws:kms', kmsKeyId: 'alias/lake', bucketKey: true };
    await using opened = await openStore(fake, { options: { encryption, partSizeMiB: 5, probe: false } });
    await opened.value.put('a', bytes('x'));
    await opened.value.put('b', new Uint8Array(6 * 1024 * 1024));
    const asked = fake.requests
      .filter(({ operation }) => operation === 'PutObject' || operation === 'CreateMultipartUpload')
      .map(({ headers }) => [
        headers['x-amz-server-side-encryption'],
        headers['x-amz-server-side-encryption-aws-kms-key-id'],
        headers['x-amz-server-side-encryption-bucket-key-enabled'],
      ]);
    expect(asked).toEqual(Array(2).fill(['aws:kms', 'alias/lake', 'true']));
  });

  test.each([
    [true, 'string'],
    [false, 'undefined'],
  ])('checksums %s: puts carry one or not', async (checksums, type) => {
    await using opened = await openStore(fake, { options: { checksums } });
    await opened.value.put('a', bytes('x'));
    expect(typeof fake.requests[0]?.headers['x-amz-checksum-crc32']).toBe(type);
  });
});

describe('addresses', () => {
  test.each([
    [{ endpoint: 'https://s3.example' }, 's3.example', '/lake/a%20b'],
    [{ endpoint: 'https://s3.example', pathStyle: false }, 'lake.s3.example', '/a%20b'],
    [{ region: 'eu-west-1' }, 'lake.s3.eu-west-1.amazonaws.com', '/a%20b'],
    [{ region: 'eu-west-1', pathStyle: true }, 's3.eu-west-1.amazonaws.com', '/lake/a%20b'],
  ])('%o: %s%s', async (given, hostname, path) => {
    const client = s3Client(options.parse({ bucket: 'lake', ...anybody, ...given }));
    const asked: unknown[] = [];
    client.middlewareStack.add(
      () => async (args) => {
        asked.push(args.request);
        return Promise.reject(new Error('not sent'));
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'a b' }))).rejects.toThrow('not sent');
    expect(asked).toEqual([expect.objectContaining({ hostname, path })]);
  });
});

describe('credentials', () => {
  test('of the options sign the requests', async () => {
    const given = { accessKeyId: 'explicit', secretAccessKey: 'x', sessionToken: 'token', region: 'eu-west-1' };
    await using opened = await openStore(fake, { options: given });
    await opened.value.head('a');
    expect(fake.requests[0]?.headers['authorization']).toMatch(/Credential=explicit\/\d+\/eu-west-1\/s3\//);
    expect(fake.requests[0]?.headers['x-amz-security-token']).toBe('token');
  });

  test('of the environment and of profiles are found by the AWS chain', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-s3-'));
    const file = join(dir, 'credentials');
    await writeFile(file, '[work]\naws_access_key_id = of-the-profile\naws_secret_access_key = y\n');
    const nothing = {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: join(dir, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const fromEnvironment = { AWS_ACCESS_KEY_ID: 'of-the-environment', AWS_SECRET_ACCESS_KEY: 'x' };
    try {
      expect(await openInProcess({ ...nothing, ...fromEnvironment })).toBe('opened');
      expect(await openInProcess(nothing, { profile: 'work' })).toBe('opened');
      expect(await openInProcess(nothing)).toBe('PEN_STORAGE_DENIED');
    } finally {
      await rm(dir, { recursive: true });
    }
    const used = fake.requests.map(({ headers }) => /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1]);
    expect(used).toEqual(['of-the-environment', 'of-the-profile']);
  });

  /** Opens the store in a process whose environment is under our control. */
  async function openInProcess(env: Record<string, string>, more: Record<string, unknown> = {}): Promise<string> {
    const script = fileURLToPath(new URL('open-and-tell.ts', import.meta.url));
    const given = JSON.stringify({ bucket: 'lake', endpoint: fake.url, ...more });
    const child = spawn(process.execPath, [script, given], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = (await Array.fromAsync(child.stdout)).join('');
    if (child.exitCode === null) await once(child, 'exit');
    return printed.trim();
  }

  test('are in no message, cause or inspected form of an error', async () => {
    const secrets = {
      accessKeyId: 'AKIDVERYSECRET',
      secretAccessKey: 'VERYSECRETKEY',
      sessionToken: 'VERYSECRETTOKEN',
    };
    await using opened = await openStore(fake, { options: { ...secrets, attempts: 1 } });
    for (const fault of [
      { kind: 'refuse', status: 403, code: 'SignatureDoesNotMatch' },
      { kind: 'refuse', status: 418, code: 'Teapot', message: 'VERYSECRETKEY is no key' },
      { kind: 'drop' },
    ] as const) {
      fake.next('PutObject', fault);
      const error = await failure(opened.value.put('a', bytes('x')));
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/VERYSECRET|Signature=/);
      expect(error.cause).toBeInstanceOf(Error);
    }
  });
});
