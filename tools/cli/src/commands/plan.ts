import { PenstockError } from '@penstock/core';
import { inputsOf, type Pipeline } from '@penstock/core/pipeline';
import { comparePlans, loadPipelines, type Plan } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { readPlan } from '../session.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
}

export async function run(io: Io, options: Options, [name]: readonly string[]): Promise<void> {
  if (options.from !== undefined || options.to !== undefined) return compare(io, options);
  const plan = await readPlan(io.flags);
  const pipelines = (await loadPipelines(plan)).filter((item) => name === undefined || item.name === name);
  if (io.flags.json)
    return io.json({
      ...plan,
      pipelines: pipelines.map((item) => ({ name: item.name, at: item.at, steps: stepsOf(item) })),
    });
  io.out(
    `${io.style.bold(plan.project)}  ${plan.configPath ?? 'built-in configuration'}${plan.profile ? ` + ${plan.profile}` : ''}`,
  );
  io.out(`state in ${plan.stateDir}\n`);
  io.out(
    table(
      ['plugin', 'use', 'version', 'provides', 'fed by'],
      plan.plugins.map((plugin) => [plugin.id, plugin.use, plugin.version, plugin.provides, feeders(plan, plugin.id)]),
      io,
    ),
  );
  for (const pipeline of pipelines) {
    io.out(`\n${io.style.bold(pipeline.name)}`);
    io.out(
      table(
        ['step', 'kind', 'reads from', 'written at'],
        stepsOf(pipeline).map((step) => [
          step.name,
          step.kind,
          step.reads.join(', '),
          step.at.replace(`${plan.baseDir}/`, ''),
        ]),
        io,
      ),
    );
  }
}

async function compare(io: Io, { from, to }: Options): Promise<void> {
  if (from === undefined || to === undefined)
    throw new PenstockError('PEN_USAGE', 'A comparison needs both --from and --to');
  const read = (profile: string) => {
    const { profile: _, ...flags } = io.flags;
    return readPlan(profile === 'local' ? flags : { ...flags, profile });
  };
  const differences = comparePlans(await read(from), await read(to));
  if (io.flags.json) return io.json({ from, to, differences });
  if (differences.length === 0) return io.out(`Nothing changes between ${from} and ${to}`);
  io.out(
    table(
      ['change', 'of', from, to],
      differences.map((item) => [item.kind.replace('-', ' '), item.subject, item.from, item.to]),
      io,
    ),
  );
}

function stepsOf(pipeline: Pipeline) {
  return pipeline.nodes.map((node) => ({
    name: node.name,
    kind: node.kind,
    at: node.at,
    reads: inputsOf(node).map((input) => input.name),
  }));
}

function feeders(plan: Plan, id: string): string {
  const needs = plan.plugins.find((plugin) => plugin.id === id)?.needs ?? {};
  return [...new Set(Object.values(needs).flatMap((need) => need.filledBy))].join(', ');
}
