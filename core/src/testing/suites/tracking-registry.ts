import assert from 'node:assert/strict';
import type { ModelVersion, Tracking } from '../../contracts/tracking.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { freshName, freshRun } from './tracking-subject.ts';

async function freshModel(tracking: Tracking): Promise<string> {
  return (await tracking.ensureModel(freshName('model'))).name;
}

async function newVersions(tracking: Tracking, name: string, count: number): Promise<ModelVersion[]> {
  const versions: ModelVersion[] = [];
  for (let index = 0; index < count; index++) {
    versions.push(await tracking.createModelVersion({ name, source: 'model' }));
  }
  return versions;
}

/** Models, versions and aliases. */
export const registryCases: Suite<typeof Tracking>['cases'] = [
  {
    name: 'a model is created once and keeps its description',
    async run(tracking) {
      const name = freshName('model');
      const made = await tracking.ensureModel(name, 'late flights');
      assert.deepEqual([made.name, made.description, made.aliases], [name, 'late flights', {}]);
      assert.deepEqual(await tracking.ensureModel(name), made);
      const listed = (await tracking.listModels()).filter((model) => model.name === name);
      assert.deepEqual(listed, [made]);
    },
  },
  {
    name: 'model names that are empty, paths or URIs are refused',
    async run(tracking) {
      for (const name of ['', ' ', '.', '..', 'a/b', 'a:b', 'x'.repeat(257)]) {
        await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.ensureModel(name));
      }
    },
  },
  {
    name: 'versions count from 1, know their run and are listed newest first',
    async run(tracking) {
      const name = await freshModel(tracking);
      const { runId } = await freshRun(tracking);
      const first = await tracking.createModelVersion({ name, runId, source: 'model', tags: { stage: 'candidate' } });
      const { version, source, status, tags, aliases } = first;
      assert.deepEqual(
        { version, source, status, tags, aliases },
        {
          version: '1',
          source: 'model',
          status: 'READY',
          tags: { stage: 'candidate' },
          aliases: [],
        },
      );
      assert.equal(first.runId, runId);
      for (let index = 2; index <= 11; index++) await tracking.createModelVersion({ name, source: 'model' });
      const listed = (await tracking.listModelVersions(name)).map((item) => item.version);
      assert.deepEqual(listed, ['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1']);
      assert.deepEqual(await tracking.getModelVersion(name, '1'), first);
    },
  },
  {
    name: 'racing callers get different versions, without gaps',
    async run(tracking) {
      const name = await freshModel(tracking);
      const made = await Promise.all(
        Array.from({ length: 10 }, () => tracking.createModelVersion({ name, source: 'model' })),
      );
      const numbers = made.map(({ version }) => Number(version)).sort((a, b) => a - b);
      assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    },
  },
  {
    name: 'a source that leaves the run is refused and uses no version up',
    async run(tracking) {
      const name = await freshModel(tracking);
      for (const source of ['', '..', '../other', '/etc/passwd', 'a/../../b']) {
        await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.createModelVersion({ name, source }));
      }
      const [made] = await newVersions(tracking, name, 1);
      assert.equal(made?.version, '1');
    },
  },
  {
    name: 'tags of a version are added and replaced',
    async run(tracking) {
      const name = await freshModel(tracking);
      await tracking.createModelVersion({ name, source: 'model', tags: { a: '1', b: '1' } });
      await tracking.setModelVersionTags(name, '1', { b: '2', c: 'x'.repeat(8001) });
      const found = await tracking.getModelVersion(name, '1');
      assert.deepEqual(found?.tags, { a: '1', b: '2', c: 'x'.repeat(8001) });
      await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.setModelVersionTags(name, '1', { '/a': '1' }));
    },
  },
  {
    name: 'an alias points to one version and moves',
    async run(tracking) {
      const name = await freshModel(tracking);
      await newVersions(tracking, name, 2);
      await tracking.setAlias(name, 'champion', '1');
      await tracking.setAlias(name, 'baseline', '1');
      assert.deepEqual([...(await tracking.getModelVersion(name, '1'))!.aliases].sort(), ['baseline', 'champion']);
      await tracking.setAlias(name, 'champion', '2');
      assert.equal((await tracking.getModelVersionByAlias(name, 'champion'))?.version, '2');
      assert.deepEqual((await tracking.getModelVersion(name, '1'))?.aliases, ['baseline']);
      const model = (await tracking.listModels()).find((item) => item.name === name);
      assert.deepEqual(model?.aliases, { baseline: '1', champion: '2' });
    },
  },
  {
    name: 'a deleted alias is absent; deleting it again is fine',
    async run(tracking) {
      const name = await freshModel(tracking);
      await newVersions(tracking, name, 1);
      await tracking.setAlias(name, 'champion', '1');
      await tracking.deleteAlias(name, 'champion');
      await tracking.deleteAlias(name, 'champion');
      assert.equal(await tracking.getModelVersionByAlias(name, 'champion'), undefined);
      assert.deepEqual((await tracking.getModelVersion(name, '1'))?.aliases, []);
    },
  },
  {
    name: 'readers never find an alias missing while it moves',
    async run(tracking) {
      const name = await freshModel(tracking);
      await newVersions(tracking, name, 2);
      await tracking.setAlias(name, 'champion', '1');
      const moves = Array.from({ length: 20 }, (_, index) =>
        tracking.setAlias(name, 'champion', String((index % 2) + 1)),
      );
      const reads = Array.from({ length: 20 }, () => tracking.getModelVersionByAlias(name, 'champion'));
      await Promise.all(moves);
      for (const found of await Promise.all(reads)) assert.ok(found?.version === '1' || found?.version === '2');
    },
  },
  {
    name: 'aliases that look like versions or have other characters are refused',
    async run(tracking) {
      const name = await freshModel(tracking);
      await newVersions(tracking, name, 1);
      for (const alias of ['', 'latest', 'Latest', 'v1', 'V22', 'a b', 'a/b', 'a.b', 'x'.repeat(256)]) {
        await rejectsWithCode('PEN_TRACKING_INVALID', () => tracking.setAlias(name, alias, '1'));
      }
    },
  },
  {
    name: 'what does not exist is undefined to readers and PEN_NOT_FOUND to writers',
    async run(tracking) {
      const absent = freshName('model');
      assert.equal(await tracking.getModelVersion(absent, '1'), undefined);
      assert.equal(await tracking.getModelVersionByAlias(absent, 'champion'), undefined);
      assert.deepEqual(await tracking.listModelVersions(absent), []);
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.createModelVersion({ name: absent, source: 'model' }));
      const name = await freshModel(tracking);
      assert.equal(await tracking.getModelVersion(name, '1'), undefined);
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.setAlias(name, 'champion', '1'));
      await rejectsWithCode('PEN_NOT_FOUND', () => tracking.setModelVersionTags(name, '1', { a: '1' }));
    },
  },
];
