import { PenstockError } from '@penstock/core';
import { QueryEngine, TableFormat } from '@penstock/core/contracts';
import type { MonitorNode } from '@penstock/core/pipeline';
import { runPipeline } from '@penstock/core/runtime';
import { exitCodes } from '../exit-codes.ts';
import { findPipeline } from '../find-pipeline.ts';
import { type Finding, findingsOf, tellFindings } from '../monitor/findings.ts';
import type { Io } from '../output/io.ts';
import { readPlan } from '../read-plan.ts';
import { perform } from '../run/perform.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly run?: boolean;
  readonly windows?: number;
}

/** Drift and quality of models in use, by window; with --run new predictions are looked at first. */
export async function run(io: Io, { run: first, windows = 3 }: Options, [name]: readonly string[]): Promise<number> {
  const pipeline = await findPipeline(await readPlan(io.flags), name);
  const monitors = pipeline.nodes
    .filter((node): node is MonitorNode => node.kind === 'monitor')
    .map((node) => node.name);
  if (monitors.length === 0)
    throw new PenstockError('PEN_NOT_FOUND', `Pipeline "${pipeline.name}" has no monitor`, {
      at: pipeline.at,
      hint: 'Add one with monitor() to watch a table of predictions.',
    });
  if (first) {
    // With --json the answer is one object: the run goes on unseen.
    const seen = io.flags.json ? { ...io, flags: { ...io.flags, json: false, quiet: true }, out: () => {} } : io;
    const code = await perform(seen, { retrain: false, pipeline: pipeline.name }, (platform, found, running) =>
      runPipeline(platform, found, { ...running, select: monitors }),
    );
    if (code !== exitCodes.ok) return code;
    seen.out();
  }
  const found = await withPlatform(io, [TableFormat, QueryEngine], (platform) =>
    Promise.all(
      monitors.map(async (monitor) => ({
        monitor,
        findings: await findingsOf(platform, monitor, windows),
      })),
    ),
  );
  if (io.flags.json) io.json(found);
  else for (const item of found) tell(io, item);
  return exitCodes.ok;
}

function tell(
  io: Io,
  { monitor, findings }: { readonly monitor: string; readonly findings: readonly Finding[] },
): void {
  io.out(io.style.bold(monitor));
  if (findings.length === 0) io.out('nothing looked at yet: penstock run');
  else tellFindings(io, findings);
}
