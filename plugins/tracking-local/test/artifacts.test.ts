import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore, Tracking } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A store whose objects are files under their keys, as with storage-fs. */
function folderStore(inner: ObjectStore, root: string): ObjectStore {
  return {
    get: (key, options) => inner.get(key, options),
    head: (key, options) => inner.head(key, options),
    put: (key, body, options) => inner.put(key, body, options),
    putFile: (key, path, options) => inner.putFile(key, path, options),
    list: (prefix, options) => inner.list(prefix, options),
    delete: (key, options) => inner.delete(key, options),
    scratchDir: () => inner.scratchDir(),
    uri: (key) => inner.uri(key),
    async localFile(key, options) {
      const path = join(root, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await readFile(await inner.localFile(key, options)));
      return path;
    },
  };
}

async function openWith(dir: string, store: ObjectStore) {
  const opened = await openPlugin<Tracking>(plugin, { needs: { store }, dir });
  const { experimentId } = await opened.value.ensureExperiment('artifacts');
  const { runId } = await opened.value.createRun({ experimentId });
  return { tracking: opened.value, runId, [Symbol.asyncDispose]: () => opened.close() };
}

test('artifacts are objects below the prefix, the experiment and the run', async () => {
  await using folder = await temporaryFolder();
  await using store = memoryObjectStore();
  await using opened = await openWith(folder.path, store);
  await writeFile(join(folder.path, 'note.txt'), 'note');
  await opened.tracking.logArtifacts(opened.runId, join(folder.path, 'note.txt'), 'a/b');
  const keys = await Array.fromAsync(store.list(''), ({ key }) => key);
  expect(keys).toEqual([`mlruns/1/${opened.runId}/artifacts/a/b/note.txt`]);
  expect(await readdir(await store.scratchDir())).toEqual([]);
});

test('where the store keeps files, a folder of artifacts is read in place', async () => {
  await using folder = await temporaryFolder();
  await using inner = memoryObjectStore();
  await using opened = await openWith(folder.path, folderStore(inner, join(folder.path, 'lake')));
  const source = join(folder.path, 'model');
  await mkdir(join(source, 'data'), { recursive: true });
  await writeFile(join(source, 'MLmodel'), 'm');
  await writeFile(join(source, 'data', 'x.bin'), 'x');
  await opened.tracking.logArtifacts(opened.runId, source, 'model');
  const local = await opened.tracking.artifactPath(opened.runId, 'model');
  expect(local).toBe(join(folder.path, 'lake', 'mlruns', '1', opened.runId, 'artifacts', 'model'));
});

test('a cached copy is used again until an artifact changes', async () => {
  await using folder = await temporaryFolder();
  await using store = memoryObjectStore();
  await using opened = await openWith(folder.path, store);
  const { tracking, runId } = opened;
  const source = join(folder.path, 'model');
  await mkdir(source);
  await writeFile(join(source, 'MLmodel'), 'one');
  await tracking.logArtifacts(runId, source, 'model');
  const paths = await Promise.all(Array.from({ length: 5 }, () => tracking.artifactPath(runId, 'model')));
  expect(new Set(paths).size).toBe(1);
  await writeFile(join(source, 'MLmodel'), 'two');
  await tracking.logArtifacts(runId, source, 'model');
  const changed = await tracking.artifactPath(runId, 'model');
  expect(changed).not.toBe(paths[0]);
  expect(await readFile(join(changed, 'MLmodel'), 'utf8')).toBe('two');
  expect(await readFile(join(paths[0]!, 'MLmodel'), 'utf8')).toBe('one');
  expect((await readdir(dirname(changed))).length).toBe(2);
});

test('links to files are logged as files, links to folders are refused by name', async () => {
  await using folder = await temporaryFolder();
  await using store = memoryObjectStore();
  await using opened = await openWith(folder.path, store);
  const { tracking, runId } = opened;
  const source = join(folder.path, 'source');
  await mkdir(join(folder.path, 'elsewhere'));
  await mkdir(source);
  await writeFile(join(folder.path, 'elsewhere', 'real.txt'), 'real');
  await symlink(join(folder.path, 'elsewhere', 'real.txt'), join(source, 'link.txt'));
  await tracking.logArtifacts(runId, source, '');
  expect(await readFile(await tracking.artifactPath(runId, 'link.txt'), 'utf8')).toBe('real');
  await symlink(join(folder.path, 'elsewhere'), join(source, 'folder'));
  const error = await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logArtifacts(runId, source, ''));
  expect(error.message).toContain('folder');
});

test('a broken link is refused before anything is logged', async () => {
  await using folder = await temporaryFolder();
  await using store = memoryObjectStore();
  await using opened = await openWith(folder.path, store);
  const source = join(folder.path, 'source');
  await mkdir(source);
  await symlink(join(folder.path, 'gone'), join(source, 'link.txt'));
  await rejectsWithCode('PEN_TRACKING_INVALID', () => opened.tracking.logArtifacts(opened.runId, source, ''));
  expect(await opened.tracking.listArtifacts(opened.runId)).toEqual([]);
});
