import { execFile } from 'node:child_process';
import { open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { PenstockError } from '@penstock/core';
import type { Tracking } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { Database } from '../src/database/database.ts';
import { loadSqlite } from '../src/database/load-sqlite.ts';
import plugin from '../src/index.ts';
import { openTracking } from './open-tracking.ts';
import { temporaryFolder } from './temporary-folder.ts';

const settings = { durability: 'process', busyTimeoutMs: 100 } as const;

describe('a file that cannot be used is PEN_TRACKING_FAILED, names the file and says what to do', () => {
  const failsToOpen = (file: string) => rejectsWithCode('PEN_TRACKING_FAILED', () => Database.open(file, settings));

  function expectPlace(error: PenstockError, file: string, hint: RegExp) {
    expect(error.message).toContain(file);
    expect(error.details.at).toBe(file);
    expect(error.hint).toMatch(hint);
  }

  test('not a database', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tracking.db');
    await writeFile(file, 'this is no database'.repeat(1000));
    expectPlace(await failsToOpen(file), file, /damaged or not a SQLite database/);
  });

  test('a database of another program, which is left as it was', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'mlflow.db');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE alembic_version (version_num TEXT)');
    other.close();
    expectPlace(await failsToOpen(file), file, /another file/);
    const again = new DatabaseSync(file);
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1);
    again.close();
  });

  test('a schema newer than this version', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tracking.db');
    (await Database.open(file, settings)).close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 999');
    db.close();
    expectPlace(await failsToOpen(file), file, /Update @penstock\/tracking-local/);
  });

  test('a folder', async () => {
    await using folder = await temporaryFolder();
    expectPlace(await failsToOpen(folder.path), folder.path, /cannot be opened/);
  });

  test('pages overwritten in the middle', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tracking.db');
    const experimentId = await manyRuns(file);
    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(size - 8192, 0xa5), 0, size - 8192, 8192);
    await handle.close();
    const use = async () => {
      await using opened = await openTracking(file);
      await opened.tracking.searchRuns({ experimentIds: [experimentId], tags: { a: 'b' } });
      await opened.tracking.listExperiments();
    };
    expectPlace(await rejectsWithCode('PEN_TRACKING_FAILED', use), file, /damaged/);
  });
});

async function manyRuns(file: string): Promise<string> {
  await using opened = await openTracking(file);
  const { experimentId } = await opened.tracking.ensureExperiment('many');
  for (let index = 0; index < 200; index++) {
    await opened.tracking.createRun({ experimentId, tags: { a: 'b', note: 'x'.repeat(500) } });
  }
  return experimentId;
}

describe('a locked database', () => {
  test('is waited for without stopping other work, and refused after the time allowed', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tracking.db');
    const database = await Database.open(file, { durability: 'process', busyTimeoutMs: 300 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    const write = () => database.write((sql) => sql.run('DELETE FROM run_tags'));
    const error = await rejectsWithCode('PEN_TRACKING_FAILED', write);
    clearInterval(turning);
    expect(error.hint).toMatch(/busyTimeoutMs/);
    expect(turns).toBeGreaterThan(2);
    expect(await database.read((sql) => sql.all('SELECT * FROM experiments'))).toHaveLength(1);
    setTimeout(() => other.exec('ROLLBACK'), 50);
    expect(await write()).toMatchObject({ changes: 0 });
    other.close();
    database.close();
  });
});

describe('the plugin', () => {
  test('keeps everything in <state>/tracking.db across closing and opening, and closes the file', async () => {
    await using folder = await temporaryFolder();
    await using store = memoryObjectStore();
    const use = async (run: (tracking: Tracking) => Promise<unknown>) => {
      await using opened = await openPlugin<Tracking>(plugin, { needs: { store }, dir: folder.path });
      await run(opened.value);
      return opened.value;
    };
    const closed = await use((tracking) => tracking.ensureExperiment('kept'));
    await use(async (tracking) => {
      expect((await tracking.listExperiments()).map(({ name }) => name)).toEqual(['Default', 'kept']);
    });
    expect((await stat(join(folder.path, '.penstock', 'tracking.db'))).isFile()).toBe(true);
    await rejectsWithCode('PEN_TRACKING_FAILED', () => closed.listExperiments());
  });

  test('takes another file, relative to the configuration, and an artifact prefix', async () => {
    await using folder = await temporaryFolder();
    await using store = memoryObjectStore();
    const options = { file: 'state/runs.db', prefix: 'ml/runs' };
    await using opened = await openPlugin<Tracking>(plugin, { options, needs: { store }, dir: folder.path });
    const { artifactLocation } = await opened.value.ensureExperiment('x');
    expect(artifactLocation).toBe('memory:///ml/runs/1');
    expect((await stat(join(folder.path, 'state', 'runs.db'))).isFile()).toBe(true);
  });

  test.each(['/a', 'a/', '', ' '])('refuses the prefix "%s"', (prefix) => {
    expect(plugin.options.safeParse({ prefix }).success).toBe(false);
  });
});

describe('SQLite of Node', () => {
  test('loads without a word on stderr', async () => {
    const script = new URL('../src/database/load-sqlite.ts', import.meta.url).href;
    const code = `const { loadSqlite } = await import(${JSON.stringify(script)});
      new (loadSqlite().DatabaseSync)(':memory:').close();`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    expect(stderr).not.toMatch(/SQLite|node:sqlite/);
  });

  test('leaves emitWarning as it was', () => {
    const before = process.emitWarning;
    loadSqlite();
    expect(process.emitWarning).toBe(before);
  });
});
