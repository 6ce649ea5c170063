import { ObjectStore, TableFormat } from '@penstock/core/contracts';
import {
  type FilesSource,
  inputsOf,
  type Pipeline,
  type PipelineNode,
  type SqlTemplate,
} from '@penstock/core/pipeline';
import {
  globPrefix,
  globToRegExp,
  listRunIds,
  type Platform,
  pendingRetrainings,
  type RunRecord,
  readRun,
} from '@penstock/core/runtime';

type StepRecord = RunRecord['steps'][number];

/** What is known of a step before a run. */
export interface Outlook {
  readonly state:
    | 'never run'
    | 'new data'
    | 'no new data'
    | 'follows'
    | 'failed last time'
    | 'retraining asked for'
    | 'keeps its version'
    | 'unknown'
    | 'part of its readers';
  /** What is new, or which step it follows. */
  readonly because?: string;
}

/** Runs that are read; older ones are not asked. */
const runsRead = 200;

/**
 * For each step what the journal and the tables tell: whether it has ever run, and whether there is data that it has not seen.
 * A changed definition makes a step run too; that is known only when it runs.
 */
export async function stepOutlook(platform: Platform, pipeline: Pipeline): Promise<ReadonlyMap<string, Outlook>> {
  const known: Known = {
    platform,
    journal: await journalOf(platform, pipeline),
    retrainings: new Map(
      (await pendingRetrainings(platform, pipeline)).map(({ model, trigger }) => [model, trigger.reason]),
    ),
    outlooks: new Map(),
  };
  for (const node of pipeline.nodes) known.outlooks.set(node.name, await outlookOf(node, known));
  return known.outlooks;
}

interface Known {
  readonly platform: Platform;
  readonly journal: Journal;
  /** Model → why. */
  readonly retrainings: ReadonlyMap<string, string>;
  /** Of the steps before. */
  readonly outlooks: Map<string, Outlook>;
}

interface Journal {
  /** Step → its results, newest first. */
  readonly steps: ReadonlyMap<string, readonly StepRecord[]>;
  /** Every run there is was read. */
  readonly complete: boolean;
}

async function journalOf(platform: Platform, pipeline: Pipeline): Promise<Journal> {
  const store = platform.get(ObjectStore);
  const ids = await listRunIds(store);
  const records: RunRecord[] = [];
  for (const id of ids.slice(0, runsRead)) {
    const record = await readRun(store, id);
    if (record?.pipeline === pipeline.name) records.push(record);
  }
  const steps = Map.groupBy(
    records.flatMap((record) => record.steps),
    (step) => step.step,
  );
  return { steps, complete: ids.length <= runsRead };
}

async function outlookOf(node: PipelineNode, known: Known): Promise<Outlook> {
  const { platform, journal } = known;
  if (node.kind === 'view') return { state: 'part of its readers' };
  const ended = (journal.steps.get(node.name) ?? []).filter((step) => step.status !== 'skipped');
  const good = ended.filter((step) => step.status === 'succeeded' || step.status === 'up-to-date');
  if (good.length === 0) return journal.complete ? { state: 'never run' } : { state: 'unknown' };
  if (ended[0]?.status === 'failed') return { state: 'failed last time' };
  if (node.kind === 'model') {
    const reason = known.retrainings.get(node.name);
    if (reason !== undefined) return { state: 'retraining asked for', because: reason };
    if (node.options.retrain !== 'on-new-data') return { state: 'keeps its version' };
  }
  const newer = node.kind === 'monitor' ? laterInput(node, good, journal) : await newerInput(platform, good);
  if (newer !== undefined) return { state: 'new data', because: newer };
  const files = await newFiles(node, good, known);
  if (files === undefined) return { state: 'unknown' };
  if (files > 0) return { state: 'new data', because: `${files} new ${files === 1 ? 'file' : 'files'}` };
  const before = inputsOf(node).find((input) => runs(known.outlooks.get(input.name)));
  return before === undefined ? { state: 'no new data' } : { state: 'follows', because: before.name };
}

function runs(outlook: Outlook | undefined): boolean {
  return ['never run', 'new data', 'follows', 'failed last time', 'retraining asked for'].includes(
    outlook?.state ?? '',
  );
}

/** An input that has changed since the step last looked; for steps that do not write down what they read. */
function laterInput(node: PipelineNode, good: readonly StepRecord[], { steps }: Journal): string | undefined {
  const looked = good[0]?.at ?? '';
  const changed = (name: string) => steps.get(name)?.find((step) => step.status === 'succeeded')?.at ?? '';
  return inputsOf(node).find((input) => input.kind !== 'model' && changed(input.name) > looked)?.name;
}

/** An input table that has moved on since the step last read it. */
async function newerInput(platform: Platform, good: readonly StepRecord[]): Promise<string | undefined> {
  const tables = platform.get(TableFormat);
  const inputs = good.find((step) => step.result?.['inputs'] !== undefined)?.result?.['inputs'];
  for (const [name, seen] of Object.entries((inputs ?? {}) as Readonly<Record<string, number>>)) {
    const version = await tables.latestVersion(name);
    if (version !== undefined && version > seen) return `${name} is version ${version}, read was ${seen}`;
  }
  return undefined;
}

/** Files that no run of the step has taken; `undefined` where the journal does not tell. */
async function newFiles(
  node: PipelineNode,
  good: readonly StepRecord[],
  { platform, journal }: Known,
): Promise<number | undefined> {
  const sources = 'query' in node ? filesOf(node.query) : [];
  if (sources.length === 0) return 0;
  if (node.kind !== 'streaming-table') return undefined;
  const taken = new Set(good.flatMap((step) => (step.result?.['sourceFiles'] as readonly string[] | undefined) ?? []));
  let fresh = 0;
  for (const source of sources) {
    const matcher = globToRegExp(source.pattern);
    for await (const { key } of platform.get(ObjectStore).list(globPrefix(source.pattern)))
      if (matcher.test(key) && !taken.has(key)) fresh += 1;
  }
  return fresh > 0 && !journal.complete ? undefined : fresh;
}

function filesOf(template: SqlTemplate): readonly FilesSource[] {
  return Object.values(template.references).flatMap((reference) => {
    if ('source' in reference) return reference.source === 'files' ? [reference] : [];
    return reference.kind === 'view' ? filesOf(reference.query) : [];
  });
}
