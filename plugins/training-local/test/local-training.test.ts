import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainingBackend } from '@penstock/core/contracts';
import { openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { folderWith, localJob } from './local-job.ts';

const result = '{ metrics: { auc: 1 }, flavors: {} }';

describe('modules', () => {
  test('TypeScript modules run as they are, with their imports', async () => {
    await using folder = await folderWith({
      'train.ts': `import type { TrainFunction } from '@penstock/core/contracts';
        import { auc } from './auc.ts';
        const train: TrainFunction = async ({ seed }) => ({ metrics: { auc: auc(seed) }, flavors: {} });
        export default train;`,
      'auc.ts': 'export function auc(seed: number): number { return seed / 2; }',
    });
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const module = join(folder.path, 'train.ts');
    const { metrics } = await opened.value.run(localJob(folder.path, { kind: 'module', module }, { seed: 3 }));
    expect(metrics).toEqual({ auc: 1.5 });
  });

  test('JavaScript modules of installed packages run', async () => {
    await using folder = await folderWith({
      'node_modules/trainer/package.json': '{ "type": "module" }',
      'node_modules/trainer/train.js': `export default async () => (${result});`,
    });
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const module = join(folder.path, 'node_modules', 'trainer', 'train.js');
    expect((await opened.value.run(localJob(folder.path, { kind: 'module', module }))).metrics).toEqual({ auc: 1 });
  });

  test('a relative path is refused with advice, since nobody could tell what it is relative to', async () => {
    await using folder = await folderWith();
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const job = localJob(folder.path, { kind: 'module', module: './train.ts' });
    const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => opened.value.run(job));
    expect(error.hint).toMatch(/absolute path/);
  });

  test('a module without a function as its default export is refused', async () => {
    await using folder = await folderWith({ 'train.ts': 'export default 5;' });
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const job = localJob(folder.path, { kind: 'module', module: join(folder.path, 'train.ts') });
    const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => opened.value.run(job));
    expect(error.message).toMatch(/default export/);
  });
});

describe('commands', () => {
  const script = (body: string) => ({
    'program.mjs': `import { readFileSync, writeSync } from 'node:fs';
      const send = (event) => writeSync(3, JSON.stringify(event) + '\\n');
      ${body}`,
  });
  const command = (folder: string) => [process.execPath, join(folder, 'program.mjs')] as const;

  test('run in the folder given, with their standard input closed and a share of the cores', async () => {
    await using folder = await folderWith(
      script(`const input = readFileSync(0, 'utf8');
        const { OMP_NUM_THREADS } = process.env;
        send({ type: 'result', metrics: {}, flavors: { seen: { cwd: process.cwd(), input, OMP_NUM_THREADS } } });`),
    );
    await using opened = await openPlugin<TrainingBackend>(plugin, { options: { capacity: 1 } });
    const cwd = join(folder.path, 'model');
    const program = { kind: 'command', command: command(folder.path), cwd: folder.path } as const;
    const { flavors } = await opened.value.run(localJob(folder.path, program));
    const threads = process.env['OMP_NUM_THREADS'] ?? String(availableParallelism());
    expect(flavors).toEqual({ seen: { cwd: folder.path, input: '', OMP_NUM_THREADS: threads } });
    const absent = { ...program, cwd: join(cwd, 'absent') };
    const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => opened.value.run(localJob(folder.path, absent)));
    expect(error.hint).toMatch(/working folder/);
  });

  test('events may hold any text, line separators of Unicode included', async () => {
    await using folder = await folderWith(
      script(`send({ type: 'log', line: 'a\\u2028b "c"\\n✓' });
      send({ type: 'result', metrics: {}, flavors: {} });`),
    );
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const lines: string[] = [];
    const program = { kind: 'command', command: command(folder.path) } as const;
    await opened.value.run(localJob(folder.path, program, { onLog: (line) => lines.push(line) }));
    expect(lines).toEqual(['a\u2028b "c"\n✓']);
  });

  test('an end by a signal is named', async () => {
    await using folder = await folderWith(script("process.kill(process.pid, 'SIGKILL');"));
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const job = localJob(folder.path, { kind: 'command', command: command(folder.path) });
    const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => opened.value.run(job));
    expect(error.message).toMatch(/SIGKILL/);
  });

  test('the message shows the last twenty lines, however many there were', async () => {
    await using folder = await folderWith(
      script("for (let line = 1; line <= 1000; line++) console.log('line ' + line); process.exitCode = 1;"),
    );
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const job = localJob(folder.path, { kind: 'command', command: command(folder.path) });
    const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => opened.value.run(job));
    const lines = error.message.split('\n').slice(1);
    expect(lines).toEqual(Array.from({ length: 20 }, (_, index) => `  line ${981 + index}`));
  });
});

describe('the backend', () => {
  const waiting = {
    'train.ts':
      "export default async () => { console.log('started'); setInterval(() => {}, 1000); await new Promise(() => {}); };",
  };

  test('closing cancels running and waiting jobs, and later ones are refused', async () => {
    await using folder = await folderWith(waiting);
    const opened = await openPlugin<TrainingBackend>(plugin, { options: { capacity: 1, graceMs: 0 } });
    const { promise: started, resolve: onLog } = Promise.withResolvers<string>();
    const job = localJob(folder.path, { kind: 'module', module: join(folder.path, 'train.ts') }, { onLog });
    const jobs = Promise.allSettled([opened.value.run(job), opened.value.run(job)]);
    await started;
    await opened.close();
    for (const ended of await jobs)
      expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'PEN_ABORTED' } });
    await rejectsWithCode('PEN_PLATFORM_CLOSED', () => opened.value.run(job));
  });

  test('a listener that throws ends the job, which rejects with its error', async () => {
    await using folder = await folderWith(waiting);
    await using opened = await openPlugin<TrainingBackend>(plugin);
    const onLog = () => {
      throw new RangeError('the listener broke');
    };
    const job = localJob(folder.path, { kind: 'module', module: join(folder.path, 'train.ts') }, { onLog });
    await expect(opened.value.run(job)).rejects.toThrow(RangeError);
  });

  test('leaves no job description behind, and makes the folders a job names', async () => {
    await using folder = await folderWith({ 'train.ts': `export default async () => (${result});` });
    await using opened = await openPlugin<TrainingBackend>(plugin);
    await opened.value.run(localJob(folder.path, { kind: 'module', module: join(folder.path, 'train.ts') }));
    expect(await readdir(join(opened.dir, '.penstock', 'training'))).toEqual([]);
    expect((await readdir(folder.path)).sort()).toEqual(['checkpoints', 'model', 'train.ts']);
  });

  test('has as many places as the machine has cores, unless told otherwise', async () => {
    await using byDefault = await openPlugin<TrainingBackend>(plugin);
    expect(byDefault.value.capacity).toBe(availableParallelism());
    await using told = await openPlugin<TrainingBackend>(plugin, { options: { capacity: 3 } });
    expect(told.value.capacity).toBe(3);
    expect(plugin.options.safeParse({ capacity: 0 }).success).toBe(false);
  });
});
