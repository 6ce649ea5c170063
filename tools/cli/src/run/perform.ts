import { ObjectStore } from '@penstock/core/contracts';
import type { Pipeline } from '@penstock/core/pipeline';
import {
  openPlatform,
  type Platform,
  type RunEvent,
  type RunOptions,
  type RunReport,
  readRun,
  runRetrainings,
} from '@penstock/core/runtime';
import { actorOf } from '../actor.ts';
import { exitCodes } from '../exit-codes.ts';
import { findPipeline } from '../find-pipeline.ts';
import { interruptible } from '../interruptible.ts';
import type { Io } from '../output/io.ts';
import { platformLog } from '../output/platform-log.ts';
import { styleFor } from '../output/style.ts';
import { readPlan } from '../read-plan.ts';
import { runSummary } from './run-summary.ts';
import { runView } from './run-view.ts';

export interface PerformOptions {
  readonly concurrency?: number;
  readonly by?: string;
  /** False for `--no-retrain`. */
  readonly retrain?: boolean;
  /** Name of the pipeline; the only one when absent. */
  readonly pipeline?: string | undefined;
}

type Start = (platform: Platform, pipeline: Pipeline, options: RunOptions) => Promise<RunReport | undefined>;

/**
 * Opens the platform, runs, shows the run, and follows with the trainings that monitors asked for.
 * @returns the exit code
 */
export async function perform(io: Io, options: PerformOptions, start: Start): Promise<number> {
  const interrupt = interruptible(io, 'Cancelling: tables stay whole. Once more to end at once.');
  try {
    tellPreparing(io);
    const plan = await readPlan(io.flags);
    const pipeline = await findPipeline(plan, options.pipeline);
    await using platform = await openPlatform({ plan, log: platformLog(io), signal: interrupt.signal });
    const running: RunOptions = {
      by: actorOf(options.by),
      signal: interrupt.signal,
      ...(options.concurrency ? { concurrency: options.concurrency } : {}),
    };
    const places = new Map(pipeline.nodes.map((node) => [node.name, node.at.replace(`${plan.baseDir}/`, '')]));
    const show = { io, platform, places };
    const first = await shown(show, (live) => start(platform, pipeline, { ...running, ...live }));
    if (first?.status !== 'succeeded' || options.retrain === false) return exitCodeOf([first]);
    return exitCodeOf([
      first,
      await shown(show, (live) => runRetrainings(platform, pipeline, { ...running, ...live })),
    ]);
  } finally {
    io.screen.end('clear');
    interrupt.done();
  }
}

/** Fills the moment until the first step starts; what follows is drawn over it. */
function tellPreparing(io: Io): void {
  if (!io.screen.isTerminal || io.flags.json || io.flags.quiet) return;
  const { dim } = styleFor(process.stderr, io.flags.color !== false);
  io.screen.draw([dim(`  ${io.symbols.waiting} setting up`)]);
}

interface Show {
  readonly io: Io;
  readonly platform: Platform;
  /** Step → where it is defined. */
  readonly places: ReadonlyMap<string, string>;
}

async function shown(
  { io, platform, places }: Show,
  start: (live: Pick<RunOptions, 'onEvent'>) => Promise<RunReport | undefined>,
): Promise<RunReport | undefined> {
  const view = runView(io);
  const onEvent = (event: RunEvent) => {
    view.onEvent(event);
    if (event.type === 'run-started' && event.resumed) void tellDoneBefore(platform, event.runId, view);
  };
  try {
    const report = await start({ onEvent });
    view.end();
    if (report && !io.flags.json) runSummary(report, io, places);
    return report;
  } finally {
    view.end();
  }
}

async function tellDoneBefore(platform: Platform, runId: string, view: ReturnType<typeof runView>): Promise<void> {
  const steps = await readRun(platform.get(ObjectStore), runId).then(
    (record) => record?.steps ?? [],
    () => [],
  );
  view.doneBefore(
    steps.filter((step) => step.status === 'succeeded' || step.status === 'up-to-date').map((step) => step.step),
  );
}

function exitCodeOf(reports: readonly (RunReport | undefined)[]): number {
  const states = reports.flatMap((report) => report?.status ?? []);
  if (states.includes('cancelled')) return exitCodes.cancelled;
  return states.includes('failed') ? exitCodes.failed : exitCodes.ok;
}
