import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PenstockError } from '@penstock/core';
import { flightsFile, quotedPath } from '../data/flights.ts';
import { withDuckDb } from '../data/with-duckdb.ts';
import type { Sample } from '../harness/contest.ts';
import type { Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';
import { type RunEvent, runPenstock } from '../process/run-penstock.ts';

const example = fileURLToPath(new URL('../../../../examples/flight-delays/', import.meta.url));
/** What makes the example a project. */
const projectFiles = ['penstock.yaml', 'pipeline.ts', 'features.ts'];
/** The example's thresholds are for all flights; a sample's airports are too small for them. */
const overlay = `plugins:
  approvals:
    with:
      rules: [{ model: late-flights, alias: champion, approvals: { required: 0 } }]
`;
const months = ['2001-01', '2001-02', '2001-03', '2001-04'];

export const pipeline: Suite = {
  name: 'pipeline',
  title: 'Pipeline: the whole of it',
  about: `\`penstock run\` of the example \`flight-delays\` from January to April, on a sample of its flights, process start to exit. **First run**: land, clean, features, a search of eight trials and a baseline, evaluation, a gate without thresholds, deployment. **Second run**: nothing has changed, so nothing is done but finding that out. No peer does the same, so the numbers stand alone.`,
  async run(bench) {
    const landing = join(bench.scratch, 'landing');
    const rows = await landMonths(landing, bench.quick ? 500 : 20);
    let project = '';
    await bench.contest({
      subject: {
        name: 'first run',
        measure: async () => {
          project = await newProject(bench.scratch, landing);
          return (await measuredRun(project)).sample;
        },
      },
      metrics: {
        ms: { label: `first run, ${rows.toLocaleString('en')} flights` },
        model: { label: '… of which search, training, evaluation' },
      },
      warmups: 0,
      repetitions: bench.quick ? 1 : 3,
    });
    await bench.contest({
      subject: { name: 'second run', measure: () => idleRun(project) },
      metrics: { ms: { label: 'second run, nothing to do' }, run: { label: '… of which the run itself' } },
      warmups: 0,
      repetitions: bench.quick ? 1 : 7,
    });
  },
};

async function measuredRun(project: string): Promise<{ sample: Sample; events: readonly RunEvent[] }> {
  let events: readonly RunEvent[] = [];
  const { ms } = await timed(async () => {
    events = await runPenstock(project, '--profile', 'bench');
  });
  const took = (wanted: (event: RunEvent) => boolean) => events.find(wanted)?.durationMs ?? Number.NaN;
  const model = took(({ type, kind }) => type === 'step-finished' && kind === 'model');
  return { sample: { ms, model, run: took(({ type }) => type === 'run-finished') }, events };
}

/** @throws PEN_INTERNAL when anything was done again. */
async function idleRun(project: string): Promise<Sample> {
  const { sample, events } = await measuredRun(project);
  const redone = events.filter(({ type, status }) => type === 'step-finished' && status !== 'up-to-date');
  if (redone.length === 0) return sample;
  throw new PenstockError('PEN_INTERNAL', `A run with nothing to do did ${redone.length} steps again`);
}

/** One flight in so many of each month, as a file of its own. @returns rows of all */
async function landMonths(landing: string, every: number): Promise<number> {
  await mkdir(landing);
  return withDuckDb(async (connection) => {
    let rows = 0;
    for (const month of months) {
      const copied = await connection.runAndReadAll(
        `copy (select * exclude (file_row_number) from read_parquet(${quotedPath(flightsFile)}, file_row_number = true)
           where date >= '${month}-01' and date < date '${month}-01' + interval 1 month and file_row_number % ${every} = 0
           order by file_row_number) to ${quotedPath(join(landing, `flights-${month}.parquet`))} (format parquet, compression zstd)`,
      );
      rows += Number(copied.getRows()[0]?.[0]);
    }
    return rows;
  });
}

async function newProject(scratch: string, landing: string): Promise<string> {
  const project = await mkdtemp(join(scratch, 'project-'));
  for (const file of projectFiles) await copyFile(join(example, file), join(project, file));
  await writeFile(join(project, 'penstock.bench.yaml'), overlay);
  const lake = join(project, '.penstock', 'lake', 'landing');
  await mkdir(lake, { recursive: true });
  for (const month of months)
    await copyFile(join(landing, `flights-${month}.parquet`), join(lake, `flights-${month}.parquet`));
  return project;
}
