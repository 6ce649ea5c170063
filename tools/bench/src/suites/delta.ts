import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PenstockError } from '@penstock/core';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { deltaLog, type LogShape } from '../data/delta-logs.ts';
import { announcedFile, deltaFolder, schema } from '../data/delta-tables.ts';
import type { Sample } from '../harness/contest.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';
import type { LineProcess } from '../process/line-process.ts';
import { pythonProgram } from '../process/program.ts';

/** A file system in memory, where syncing costs nothing. */
const MEMORY_FOLDER = '/dev/shm';

export const delta: Suite = {
  name: 'delta',
  title: 'Delta tables',
  about: `\`table-delta\` on \`storage-fs\` against delta-rs (Python \`deltalake\`), each in a process that is warm.

- **append**: one row to a table that begins empty, again and again: encode a Parquet file of one row, write it, commit. Both sides keep their handle of the table and write a checkpoint every 100 commits. On disk this is no even match: \`storage-fs\` syncs each file and its folder before a commit counts, delta-rs syncs nothing (no \`fsync\` in a system call trace of version 1.6.6). The row in a memory file system, where syncing is free, compares the code.
- **open**: the newest snapshot of a table never seen before, to the list of its files.`,
  async run(bench) {
    const python = bench.python();
    await using peer = python === undefined ? undefined : pythonProgram(python, 'delta_rs');
    if (peer === undefined) bench.skip('delta-rs', 'needs Python 3 with deltalake');
    const library = peer && String((await peer.ask({ do: 'about' }))['library']);
    const sides = { peer, name: `delta-rs ${library}` };
    await compareAppends(bench, sides, { label: 'append one row, on disk', folder: bench.scratch });
    await compareInMemory(bench, sides);
    for (const shape of bench.quick ? smallShapes : shapes) await compareOpening(bench, sides, shape);
  },
};

const shapes: readonly LogShape[] = [
  { commits: 100, filesPerCommit: 1 },
  { commits: 1_000, filesPerCommit: 1 },
  { commits: 1_000, filesPerCommit: 1, checkpointEvery: 100 },
  { commits: 1, filesPerCommit: 100_000 },
];
const smallShapes: readonly LogShape[] = [
  { commits: 10, filesPerCommit: 1 },
  { commits: 1, filesPerCommit: 500 },
];

interface Sides {
  readonly peer: LineProcess | undefined;
  readonly name: string;
}

async function compareAppends(
  bench: Bench,
  { peer, name }: Sides,
  { label, folder }: { readonly label: string; readonly folder: string },
): Promise<void> {
  const times = bench.quick ? 3 : 50;
  let tables = 0;
  await bench.contest({
    subject: { name: 'table-delta', measure: () => appendRows(join(folder, `own-${tables++}`), times) },
    ...(peer && {
      peer: { name, measure: () => msOf(peer, { do: 'append', path: join(folder, `peer-${tables++}`), times }) },
    }),
    metrics: { ms: { label, work: { count: 1, of: 'commits' } } },
    repetitions: bench.quick ? 2 : 7,
  });
}

async function compareInMemory(bench: Bench, sides: Sides): Promise<void> {
  const label = 'append one row, in memory';
  if (!existsSync(MEMORY_FOLDER)) return bench.skip(label, `needs ${MEMORY_FOLDER}`);
  const folder = await mkdtemp(join(MEMORY_FOLDER, 'penstock-bench-'));
  try {
    await compareAppends(bench, sides, { label, folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function appendRows(folder: string, times: number): Promise<Sample> {
  await using opened = await deltaFolder(folder);
  const { store, tables } = opened;
  await tables.create('t', { schema, properties: { 'delta.checkpointInterval': '100' } });
  const { ms } = await timed(async () => {
    for (let id = 0; id < times; id++) {
      const body = new Uint8Array(parquetWriteBuffer({ columnData: oneRow() }));
      const file = { ...announcedFile(tables, 't', 1), size: body.length };
      await store.put(file.key, body);
      await tables.write('t', { mode: 'append', schema, files: [file] });
    }
  });
  return { ms: ms / times };
}

function oneRow(): ColumnSource[] {
  return [
    { name: 'id', data: [1n], type: 'INT64' },
    { name: 'name', data: ['a'], type: 'STRING' },
  ];
}

async function compareOpening(bench: Bench, { peer, name }: Sides, shape: LogShape): Promise<void> {
  const path = await deltaLog(bench.cache, shape);
  const { commits, filesPerCommit, checkpointEvery } = shape;
  const files = commits * filesPerCommit;
  const log = `${counted(commits, 'commit')}${checkpointEvery ? ', checkpoints' : ''}`;
  await bench.contest({
    subject: { name: 'table-delta', measure: () => openLatest(path, files) },
    ...(peer && { peer: { name, measure: () => msOf(peer, { do: 'open', path }, files) } }),
    metrics: { ms: { label: `open: ${log}, ${counted(files, 'file')}` } },
    warmups: bench.quick ? 1 : 3,
    repetitions: bench.quick ? 2 : 15,
  });
}

async function openLatest(path: string, files: number): Promise<Sample> {
  await using opened = await deltaFolder(dirname(path));
  let found = 0;
  const sample = await timed(async () => {
    found = (await opened.tables.snapshot(basename(path))).files.length;
  });
  return checked(sample, found, files);
}

async function msOf(peer: LineProcess, request: Record<string, unknown>, files?: number): Promise<Sample> {
  const answer = await peer.ask(request);
  return checked({ ms: Number(answer['ms']) }, answer['files'], files);
}

/** A time for wrong work is worth nothing. */
function checked(sample: Sample, found: unknown, wanted: number | undefined): Sample {
  if (found === wanted) return sample;
  throw new PenstockError('PEN_INTERNAL', `A snapshot of ${wanted} files was read as ${String(found)}`);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
