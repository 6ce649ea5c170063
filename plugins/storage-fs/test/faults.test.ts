import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rejectsWithCode } from '@penstock/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FsObjectStore } from '../src/fs-object-store.ts';
import { HIDDEN } from '../src/key-path.ts';
import { canMount, mountTmpfs } from './mounts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-fs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const mountable = describe.skipIf(!canMount);

mountable('on a small disk (skipped where tmpfs cannot be mounted)', () => {
  test('a put that does not fit is PEN_STORAGE_FULL, keeps the old object and leaves no temporary file', async () => {
    using mount = mountTmpfs('1m');
    const store = await FsObjectStore.open(mount?.path ?? '');
    await store.put('a', new Uint8Array(1000).fill(7));
    await rejectsWithCode('PEN_STORAGE_FULL', () => store.put('a', new Uint8Array(2_000_000)));
    await rejectsWithCode('PEN_STORAGE_FULL', () => store.put('b', new Uint8Array(2_000_000), { ifAbsent: true }));
    expect(await store.get('a')).toEqual(new Uint8Array(1000).fill(7));
    expect(await store.head('b')).toBeUndefined();
    expect(await readdir(join(store.root, HIDDEN))).toEqual([]);
    await store.put('b', new Uint8Array(1000));
  });

  test('putFile onto a full disk leaves the local file where it is', async () => {
    using mount = mountTmpfs('1m');
    const store = await FsObjectStore.open(mount?.path ?? '');
    const path = join(folder, 'large');
    await writeFile(path, new Uint8Array(2_000_000));
    await rejectsWithCode('PEN_STORAGE_FULL', () => store.putFile('a', path));
    expect((await readFile(path)).length).toBe(2_000_000);
    expect(await readdir(join(store.root, HIDDEN))).toEqual([]);
  });

  test('a file on another volume is copied in and removed there', async () => {
    using mount = mountTmpfs('1m');
    const store = await FsObjectStore.open(mount?.path ?? '');
    const path = join(folder, 'part');
    await writeFile(path, 'content');
    await store.putFile('a', path, { ifAbsent: true });
    expect(new TextDecoder().decode(await store.get('a'))).toBe('content');
    expect(await readdir(folder)).toEqual([]);
  });

  test('a read-only store reads and lists; writing and deleting are PEN_STORAGE_DENIED', async () => {
    using mount = mountTmpfs('1m');
    const writable = await FsObjectStore.open(mount?.path ?? '');
    await writable.put('a', new Uint8Array([1]));
    mount?.readOnly();
    const store = await FsObjectStore.open(mount?.path ?? '');
    expect(await store.get('a')).toEqual(new Uint8Array([1]));
    await rejectsWithCode('PEN_STORAGE_DENIED', () => store.put('a', new Uint8Array([2])));
    await rejectsWithCode('PEN_STORAGE_DENIED', () => store.put('b/c', new Uint8Array([2]), { ifAbsent: true }));
    await rejectsWithCode('PEN_STORAGE_DENIED', () => store.delete('a'));
  });

  test('a folder of the store on another volume is PEN_STORAGE_UNSUPPORTED', async () => {
    const store = await FsObjectStore.open(folder);
    await store.put('x/a', new Uint8Array([1]));
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(folder, 'x')]);
    try {
      await rejectsWithCode('PEN_STORAGE_UNSUPPORTED', () => store.put('x/b', new Uint8Array([1])));
      await rejectsWithCode('PEN_STORAGE_UNSUPPORTED', () => store.put('x/b', new Uint8Array([1]), { ifAbsent: true }));
    } finally {
      execFileSync('umount', [join(folder, 'x')]);
    }
  });
});

const canTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;

describe.skipIf(!canTrace)('with system calls made to fail (skipped where strace does not work)', () => {
  /** Puts one object in a traced process; answers the code it failed with, or `stored`. */
  function tracedPut(injection: string, mode: 'once' | 'plain'): string {
    const script = fileURLToPath(new URL('put-one.ts', import.meta.url));
    const traced = ['-f', '-qq', '-o', '/dev/null', '-e', `inject=${injection}`, process.execPath];
    // strace counts calls per thread: one thread makes `when=` exact.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    return execFileSync('strace', [...traced, script, folder, mode], { encoding: 'utf8', env }).trim();
  }

  test.each(['EPERM', 'ENOSYS', 'EOPNOTSUPP'])(
    'without hard links (%s) put-if-absent is PEN_STORAGE_UNSUPPORTED',
    async (code) => {
      expect(tracedPut(`link,linkat:error=${code}`, 'once')).toBe('PEN_STORAGE_UNSUPPORTED');
      const store = await FsObjectStore.open(folder);
      expect(await store.head('a/b')).toBeUndefined();
      expect(await readdir(join(folder, HIDDEN))).toEqual([]);
    },
  );

  test('without hard links a plain put still works', () => {
    expect(tracedPut('link,linkat:error=EPERM', 'plain')).toBe('stored');
  });

  test('one link call that is refused where links work is PEN_STORAGE_DENIED', () => {
    expect(tracedPut('link,linkat:error=EPERM:when=1', 'once')).toBe('PEN_STORAGE_DENIED');
  });

  test('a disk that fails to flush is PEN_STORAGE_FAILED, over quota PEN_STORAGE_FULL', async () => {
    expect(tracedPut('fsync:error=EIO:when=1', 'once')).toBe('PEN_STORAGE_FAILED');
    expect(tracedPut('fsync:error=EDQUOT:when=1', 'plain')).toBe('PEN_STORAGE_FULL');
  });
});
