import { AuditLog, ObjectStore, TableFormat, Tracking } from '@penstock/core/contracts';
import {
  listRunIds,
  type Platform,
  type RunRecord,
  readReport,
  readRun,
  type TrainingReport,
} from '@penstock/core/runtime';
import flightDelays from './pipeline.ts';

/** Rows of a table over all its updates. */
export interface TableFacts {
  readonly table: string;
  readonly version: number;
  readonly in: number;
  readonly kept: number;
  readonly dropped: number;
  readonly quarantined: number;
  readonly rules: readonly { readonly name: string; readonly action: string; readonly failed: number }[];
}
export interface ModelFacts {
  readonly version: string;
  readonly inUse: boolean;
  readonly promotion: string;
  readonly digest: string;
  readonly report: TrainingReport;
}
export interface DriftFacts {
  readonly method: string;
  readonly score?: number;
  readonly threshold?: number;
  readonly level: string;
  readonly bins?: readonly { readonly label: string; readonly reference: number; readonly current: number }[];
}
export interface WindowFacts {
  readonly period: string;
  readonly modelVersion: string;
  readonly rows: number;
  readonly drift: Readonly<Record<string, DriftFacts>>;
  readonly quality?: Readonly<Record<string, number>>;
}
export interface AlertFacts {
  readonly window: string;
  readonly reason: string;
  readonly retrain: string;
}
/** What has happened so far, read from what the platform keeps: nothing is remembered by the demo itself. */
export interface Story {
  readonly runs: readonly RunRecord[];
  readonly tables: readonly TableFacts[];
  readonly models: readonly ModelFacts[];
  readonly windows: readonly WindowFacts[];
  readonly alerts: readonly AlertFacts[];
  readonly audit: { readonly ok: boolean; readonly entries: number; readonly head: string };
}

export async function collectStory(platform: Platform): Promise<Story> {
  const store = platform.get(ObjectStore);
  const ids = (await listRunIds(store)).toReversed();
  const runs = (await Promise.all(ids.map((id) => readRun(store, id)))).filter((run) => run !== undefined);
  const watched = runs.flatMap((run) =>
    run.steps.filter((step) => step.kind === 'monitor').map((step) => step.result ?? {}),
  );
  return {
    runs,
    tables: await tableFacts(platform.get(TableFormat), runs),
    models: await modelFacts(platform.get(Tracking)),
    windows: watched.flatMap((result) => (result['windows'] as WindowFacts[] | undefined) ?? []),
    alerts: watched.flatMap((result) => (result['alerts'] as AlertFacts[] | undefined) ?? []),
    audit: await platform.get(AuditLog).verify(),
  };
}

async function tableFacts(tables: TableFormat, runs: readonly RunRecord[]): Promise<readonly TableFacts[]> {
  const facts: TableFacts[] = [];
  for (const node of flightDelays.nodes) {
    const version = node.kind === 'model' || node.kind === 'view' ? undefined : await tables.latestVersion(node.name);
    if (version === undefined) continue;
    const done = runs.flatMap((run) =>
      run.steps
        .filter((step) => step.step === node.name && step.status === 'succeeded')
        .map((step) => step.result ?? {}),
    );
    // A table that is computed anew counts its newest update, one that grows all of them.
    const counted = node.kind === 'table' ? done.slice(-1) : done;
    const rows = counted.map((result) => result['rows'] as Omit<TableFacts, 'table' | 'version' | 'rules'>);
    const sum = (key: 'in' | 'kept' | 'dropped' | 'quarantined') => rows.reduce((total, item) => total + item[key], 0);
    facts.push({
      table: node.name,
      version,
      in: sum('in'),
      kept: sum('kept'),
      dropped: sum('dropped'),
      quarantined: sum('quarantined'),
      rules: rulesOf(counted),
    });
  }
  return facts;
}

function rulesOf(results: readonly Readonly<Record<string, unknown>>[]): TableFacts['rules'] {
  const rules = new Map<string, { name: string; action: string; failed: number }>();
  for (const result of results) {
    for (const { name, action, failed } of (result['expectations'] as
      | { name: string; action: string; failed: number }[]
      | undefined) ?? []) {
      rules.set(name, { name, action, failed: failed + (rules.get(name)?.failed ?? 0) });
    }
  }
  return [...rules.values()];
}

async function modelFacts(tracking: Tracking): Promise<readonly ModelFacts[]> {
  const facts: ModelFacts[] = [];
  for (const model of await tracking.listModels()) {
    for (const version of (await tracking.listModelVersions(model.name)).toReversed()) {
      facts.push({
        version: version.version,
        inUse: version.aliases.includes('champion'),
        promotion: version.tags['penstock.promotion'] ?? 'undecided',
        digest: version.tags['penstock.digest'] ?? '',
        report: await readReport(tracking, version),
      });
    }
  }
  return facts;
}
