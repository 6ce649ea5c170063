import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tracking } from '../../contracts/tracking.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { freshRun, noRun } from './tracking-subject.ts';

/** Runs `use` on a local folder with these files, which is removed afterwards. */
async function withFiles(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-suite-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const model = { MLmodel: 'flavors: {}', 'model.onnx': 'bytes', 'data/levels.json': '[]' };

/** Files of runs. */
export const artifactCases: Suite<typeof Tracking>['cases'] = [
  {
    name: 'a logged folder is listed level by level and found as a local folder',
    run: (tracking) =>
      withFiles(model, async (folder) => {
        const { runId } = await freshRun(tracking);
        await tracking.logArtifacts(runId, folder, 'models/late');
        assert.deepEqual(await tracking.listArtifacts(runId), [{ path: 'models', isDir: true }]);
        assert.deepEqual(await tracking.listArtifacts(runId, 'models/late'), [
          { path: 'models/late/MLmodel', isDir: false, size: 11 },
          { path: 'models/late/data', isDir: true },
          { path: 'models/late/model.onnx', isDir: false, size: 5 },
        ]);
        const local = await tracking.artifactPath(runId, 'models/late');
        const found = (await readdir(local, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
        assert.deepEqual(found.sort(), ['MLmodel', 'data', 'data/levels.json', 'model.onnx']);
        assert.equal(await readFile(join(local, 'data', 'levels.json'), 'utf8'), '[]');
        assert.equal(await readFile(join(folder, 'model.onnx'), 'utf8'), 'bytes');
      }),
  },
  {
    name: 'a logged file keeps its name and stays where it was',
    run: (tracking) =>
      withFiles({ 'report.html': '<p>' }, async (folder) => {
        const { runId } = await freshRun(tracking);
        const file = join(folder, 'report.html');
        await tracking.logArtifacts(runId, file, 'reports');
        await tracking.logArtifacts(runId, file, '');
        await access(file);
        assert.equal(await readFile(await tracking.artifactPath(runId, 'reports/report.html'), 'utf8'), '<p>');
        assert.deepEqual(await tracking.listArtifacts(runId), [
          { path: 'report.html', isDir: false, size: 3 },
          { path: 'reports', isDir: true },
        ]);
        assert.deepEqual(await tracking.listArtifacts(runId, 'report.html'), []);
      }),
  },
  {
    name: 'logged again, a file has its new content',
    run: (tracking) =>
      withFiles({ 'a/x.txt': 'old', 'a/y.txt': 'same', 'b/x.txt': 'newer' }, async (folder) => {
        const { runId } = await freshRun(tracking);
        await tracking.logArtifacts(runId, join(folder, 'a'), 'notes');
        await tracking.artifactPath(runId, 'notes');
        await tracking.logArtifacts(runId, join(folder, 'b'), 'notes');
        const local = await tracking.artifactPath(runId, 'notes');
        assert.equal(await readFile(join(local, 'x.txt'), 'utf8'), 'newer');
        assert.equal(await readFile(join(local, 'y.txt'), 'utf8'), 'same');
      }),
  },
  {
    name: 'runs do not see the artifacts of others',
    run: (tracking) =>
      withFiles({ 'x.txt': 'x' }, async (folder) => {
        const first = await freshRun(tracking);
        const second = await tracking.createRun({ experimentId: first.experimentId });
        await tracking.logArtifacts(first.runId, folder, '');
        assert.deepEqual(await tracking.listArtifacts(second.runId), []);
        await rejectsWithCode('PEN_NOT_FOUND', () => tracking.artifactPath(second.runId, 'x.txt'));
      }),
  },
  {
    name: 'paths that leave the run are refused',
    run: (tracking) =>
      withFiles({ 'x.txt': 'x' }, async (folder) => {
        const { runId } = await freshRun(tracking);
        for (const path of ['..', '../x', '/etc', 'a/../../x', 'a//b', 'a/', './a', 'a\\..\\x', 'C:/x', 'a\0b']) {
          await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.logArtifacts(runId, folder, path));
          await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.listArtifacts(runId, path));
          await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.artifactPath(runId, path));
        }
        assert.deepEqual(await tracking.listArtifacts(runId), []);
      }),
  },
  {
    name: 'what does not exist is PEN_NOT_FOUND',
    run: (tracking) =>
      withFiles({ 'x.txt': 'x' }, async (folder) => {
        const { runId } = await freshRun(tracking);
        await rejectsWithCode('PEN_NOT_FOUND', () => tracking.logArtifacts(noRun, folder, ''));
        await rejectsWithCode('PEN_NOT_FOUND', () => tracking.logArtifacts(runId, join(folder, 'absent'), ''));
        await rejectsWithCode('PEN_NOT_FOUND', () => tracking.artifactPath(runId, 'absent'));
        assert.deepEqual(await tracking.listArtifacts(runId, 'absent'), []);
      }),
  },
  {
    name: 'logging artifacts with an aborted signal is PEN_ABORTED',
    run: (tracking) =>
      withFiles({ 'x.txt': 'x' }, async (folder) => {
        const { runId } = await freshRun(tracking);
        const signal = AbortSignal.abort();
        await rejectsWithCode('PEN_ABORTED', () => tracking.logArtifacts(runId, folder, '', { signal }));
        assert.deepEqual(await tracking.listArtifacts(runId), []);
      }),
  },
];
