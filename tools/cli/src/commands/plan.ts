import { PenstockError } from '@penstock/core';
import { ObjectStore, TableFormat } from '@penstock/core/contracts';
import { inputsOf, type Pipeline } from '@penstock/core/pipeline';
import { comparePlans, openPlatform, type Plan } from '@penstock/core/runtime';
import { pipelinesOf } from '../find-pipeline.ts';
import type { Io } from '../output/io.ts';
import { platformLog } from '../output/platform-log.ts';
import { type Cell, table } from '../output/table.ts';
import { type Outlook, stepOutlook } from '../plan/step-outlook.ts';
import { readPlan } from '../read-plan.ts';

interface Options {
  readonly state?: boolean;
  readonly from?: string;
  readonly to?: string;
}
type Outlooks = ReadonlyMap<string, Outlook>;

/** What would run: plugins and who feeds whom, steps and what they read. Nothing is set up unless `--state`. */
export async function run(io: Io, options: Options, [name]: readonly string[]): Promise<void> {
  if (options.from !== undefined || options.to !== undefined) return compare(io, options);
  const plan = await readPlan(io.flags);
  const all = await pipelinesOf(plan);
  const pipelines = all.filter((item) => name === undefined || item.name === name);
  if (name !== undefined && pipelines.length === 0)
    throw new PenstockError(
      'PEN_USAGE',
      `There is no pipeline "${name}"; there is ${all.map((item) => item.name).join(', ') || 'none'}`,
    );
  const outlooks = options.state ? await outlooksOf(io, plan, pipelines) : undefined;
  if (io.flags.json)
    return io.json({ ...plan, pipelines: pipelines.map((item) => describe(item, outlooks?.get(item.name))) });
  tellPlugins(io, plan);
  for (const pipeline of pipelines) tellSteps(io, plan, pipeline, outlooks?.get(pipeline.name));
  if (!outlooks && pipelines.length > 0)
    io.out(`\n${io.style.dim('next: penstock plan --state looks at the tables and tells what would run')}`);
  if (outlooks)
    io.out(`\n${io.style.dim('A step whose definition has changed runs as well; that shows when it runs.')}`);
}

async function outlooksOf(io: Io, plan: Plan, pipelines: readonly Pipeline[]): Promise<ReadonlyMap<string, Outlooks>> {
  await using platform = await openPlatform({ plan, log: platformLog(io), only: [ObjectStore, TableFormat] });
  const outlooks = new Map<string, Outlooks>();
  for (const pipeline of pipelines) outlooks.set(pipeline.name, await stepOutlook(platform, pipeline));
  return outlooks;
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
  const paint = (kind: string) => (kind.endsWith('lost') || kind.endsWith('removed') ? io.style.red : io.style.yellow);
  const rows = differences.map((item): Cell[] => [
    { value: item.kind.replace('-', ' '), paint: paint(item.kind) },
    item.subject,
    item.from,
    item.to,
  ]);
  io.out(table(['change', 'of', from, to], rows, io));
}

function describe(pipeline: Pipeline, outlooks: Outlooks | undefined) {
  const steps = pipeline.nodes.map((node) => ({
    name: node.name,
    kind: node.kind,
    at: node.at,
    reads: readsOf(node),
    files: filesOf(node),
    ...(outlooks ? { outlook: outlooks.get(node.name) } : {}),
  }));
  return { name: pipeline.name, at: pipeline.at, steps };
}

function readsOf(node: Pipeline['nodes'][number]): readonly string[] {
  return [...new Set(inputsOf(node).map((input) => input.name))];
}

/** Patterns of the files that a step reads itself. */
function filesOf(node: Pipeline['nodes'][number]): readonly string[] {
  const references = 'query' in node ? Object.values(node.query.references) : [];
  return references.flatMap((item) => ('source' in item && item.source === 'files' ? [item.pattern] : []));
}

function tellPlugins(io: Io, plan: Plan): void {
  const { style } = io;
  const overlay = plan.profile ? ` + penstock.${plan.profile}.yaml` : '';
  io.out(`${style.bold(plan.project)}  ${plan.configPath ?? 'built-in configuration'}${overlay}`);
  io.out(style.dim(`state in ${plan.stateDir}\n`));
  const rows = plan.plugins.map((plugin) => [
    plugin.id,
    plugin.use,
    plugin.version,
    plugin.provides ?? 'hooks only',
    [...new Set(Object.values(plugin.needs).flatMap((need) => need.filledBy))].join(', '),
  ]);
  io.out(table(['plugin', 'use', { title: 'version', drop: 1 }, { title: 'provides', drop: 2 }, 'fed by'], rows, io));
}

function tellSteps(io: Io, plan: Plan, pipeline: Pipeline, outlooks: Outlooks | undefined): void {
  const rows = pipeline.nodes.map((node): Cell[] => [
    node.name,
    node.kind,
    [...filesOf(node), ...readsOf(node)].join(', '),
    ...(outlooks ? [outlookCell(io, outlooks.get(node.name))] : []),
    node.at.replace(`${plan.baseDir}/`, ''),
  ]);
  const columns = [
    'step',
    { title: 'kind', drop: 2 },
    'reads from',
    ...(outlooks ? ['outlook'] : []),
    { title: 'defined at', drop: 1 },
  ];
  io.out(`\n${io.style.bold(pipeline.name)}\n${table(columns, rows, io)}`);
}

function outlookCell({ style }: Io, outlook: Outlook | undefined): Cell {
  if (outlook === undefined) return null;
  const text = [outlook.state, ...(outlook.because ? [outlook.because] : [])].join(
    outlook.state === 'follows' ? ' ' : ': ',
  );
  const quiet = ['no new data', 'keeps its version', 'part of its readers', 'unknown'].includes(outlook.state);
  const paint = outlook.state === 'failed last time' ? style.red : quiet ? style.dim : style.green;
  return { value: text, paint };
}
