import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { runSummary } from '../output/run-summary.ts';
import { runView } from '../output/run-view.ts';
import { findPipeline, interruptible, readPlan } from '../session.ts';

interface Options {
  readonly select?: readonly string[];
  readonly fullRefresh?: readonly string[];
  readonly concurrency?: number;
  readonly by?: string;
  readonly retrain?: boolean;
}

export async function run(io: Io, options: Options, [name]: readonly string[]): Promise<number> {
  const { runPipeline } = await import('@penstock/core/runtime');
  return perform(io, options, name, (platform, pipeline, running) =>
    runPipeline(platform, pipeline, {
      ...running,
      ...(options.select ? { select: options.select } : {}),
      ...(options.fullRefresh ? { fullRefresh: options.fullRefresh } : {}),
    }),
  );
}

type Runtime = typeof import('@penstock/core/runtime');
type Running = NonNullable<Parameters<Runtime['runPipeline']>[2]>;
type Start = (
  platform: Parameters<Runtime['runPipeline']>[0],
  pipeline: Parameters<Runtime['runPipeline']>[1],
  running: Running,
) => ReturnType<Runtime['runPipeline']>;

/** Runs, shows the run, and follows with the trainings that monitors asked for. */
export async function perform(io: Io, options: Options, name: string | undefined, start: Start): Promise<number> {
  const { openPlatform, runRetrainings } = await import('@penstock/core/runtime');
  const plan = await readPlan(io.flags);
  const pipeline = await findPipeline(plan, name);
  const interrupt = interruptible(io);
  await using platform = await openPlatform({ plan, signal: interrupt.signal });
  const by = options.by ?? process.env['USER'] ?? 'local';
  const running = () => {
    const view = runView(io);
    return {
      view,
      options: {
        by,
        signal: interrupt.signal,
        onEvent: (event: Parameters<typeof view.onEvent>[0]) => view.onEvent(event),
        ...(options.concurrency ? { concurrency: options.concurrency } : {}),
      },
    };
  };
  try {
    const reports = [await shown(io, running(), (live) => start(platform, pipeline, live))];
    if (reports[0]?.status === 'succeeded' && options.retrain !== false) {
      const again = await shown(io, running(), (live) => runRetrainings(platform, pipeline, live));
      if (again) reports.push(again);
    }
    if (reports.some((report) => report?.status === 'cancelled')) return exitCodes.cancelled;
    return reports.every((report) => report?.status === 'succeeded') ? exitCodes.ok : exitCodes.failed;
  } finally {
    interrupt.done();
  }
}

async function shown<T extends Awaited<ReturnType<Start>> | undefined>(
  io: Io,
  live: { view: ReturnType<typeof runView>; options: Running },
  start: (options: Running) => Promise<T>,
): Promise<T> {
  try {
    const report = await start(live.options);
    live.view.end();
    if (report && !io.flags.json) runSummary(report, io);
    return report;
  } finally {
    live.view.end();
  }
}
