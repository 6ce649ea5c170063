import { Tracking } from '../../../../contracts/tracking.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { MonitorNode } from '../../../../pipeline/node.ts';
import { fingerprint } from '../../fingerprint.ts';
import { type Intent, IntentLog } from '../../intent-log.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { applicationOf, checkLaw, committedSequence, snapshotIfAny } from '../flow.ts';
import { addTrigger } from '../model/triggers.ts';
import { alertOf, driftedColumns } from './alert.ts';
import { compareWindow, type WindowFindings } from './compare.ts';
import { referenceOf } from './reference.ts';
import { findingsSql } from './rows.ts';
import { findMonitoredWindows, type MonitoredWindow, type MonitorInputs, monitorInputs } from './windows.ts';

interface MonitorIntent extends Intent {
  readonly inputs: MonitorInputs;
  readonly windows: readonly MonitoredWindow[];
}

interface Alert {
  readonly window: string;
  readonly modelVersion: string;
  readonly reason: string;
  readonly retrain: string;
}

/** Looks at every window of predictions that has more rows or more labels than when it was last looked at. */
export async function runMonitor(context: StepContext<MonitorNode>): Promise<StepOutcome> {
  const { name, options } = context.node;
  const log = new IntentLog<MonitorIntent>(context.store, context.pipeline, name);
  const intents = await log.all();
  const target = await snapshotIfAny(context, name);
  const done = committedSequence(context, target);
  if ((await context.tables.latestVersion(options.predictions.name, { signal: context.signal })) === undefined) {
    return {
      status: 'up-to-date',
      result: { monitor: name, waiting: `there are no predictions in ${options.predictions.name} yet` },
    };
  }
  const interrupted =
    intents.find((intent) => intent.sequence === done + 1) ??
    intents.find((intent) => intent.sequence === done && intent.runId === context.runId);
  const intent = interrupted ?? (await begin(context, log, intents, done));
  if (intent === undefined) return { status: 'up-to-date', result: { monitor: name } };
  return look(context, intent);
}

async function begin(
  context: StepContext<MonitorNode>,
  log: IntentLog<MonitorIntent>,
  intents: readonly MonitorIntent[],
  done: number,
): Promise<MonitorIntent | undefined> {
  const inputs = await monitorInputs(context);
  if (fingerprint(inputs) === fingerprint(intents.at(-1)?.inputs ?? null)) return undefined;
  const seen = new Set(intents.flatMap((intent) => intent.windows.map(keyOf)));
  const windows = (await findMonitoredWindows(context, inputs)).filter((window) => !seen.has(keyOf(window)));
  if (windows.length === 0) return undefined;
  return log.add({ sequence: done + 1, runId: context.runId, at: new Date().toISOString(), inputs, windows });
}

async function look(context: StepContext<MonitorNode>, intent: MonitorIntent): Promise<StepOutcome> {
  const { name, options } = context.node;
  const model = options.predictions.options.model;
  const tracking = context.host.get(Tracking);
  const findings: WindowFindings[] = [];
  const alerts: Alert[] = [];
  for (const [at, window] of intent.windows.entries()) {
    context.progress({ message: `window ${window.period}`, done: at, total: intent.windows.length });
    const version = await tracking.getModelVersion(model.name, window.modelVersion);
    if (version === undefined)
      throw new PenstockError(
        'PEN_NOT_FOUND',
        `Version ${window.modelVersion} of "${model.name}" is gone, but it made predictions of ${window.period}`,
      );
    const reference = await referenceOf(context, version);
    const found = await compareWindow(context, intent.inputs, window, reference);
    findings.push(found);
    const reason = alertOf(context.node, found, reference);
    if (reason !== undefined) alerts.push(await raise(context, found, reason));
  }
  const result = await context.engine.runFlow({
    target: name,
    mode: 'append',
    query: { sql: findingsSql(model.name, findings, intent.at), relations: {}, at: context.node.at },
    expectations: [],
    runId: context.runId,
    ...(options.description ? { description: options.description } : {}),
    transaction: { application: applicationOf(context), version: intent.sequence },
    signal: context.signal,
  });
  checkLaw(name, result);
  const windows = findings.map(({ window, drift, quality }) => ({
    ...window,
    drift,
    ...(quality ? { quality: quality.metrics } : {}),
  }));
  return {
    status: 'succeeded',
    result: { monitor: name, table: name, version: result.version, rows: result.rows, windows, alerts },
  };
}

/** Tells of the drift and, unless a gate objects or a newer version is in use already, asks for a new training. */
async function raise(context: StepContext<MonitorNode>, found: WindowFindings, reason: string): Promise<Alert> {
  const { name, options } = context.node;
  const model = options.predictions.options.model;
  const { period, modelVersion } = found.window;
  const columns = driftedColumns(found).flatMap((column) => {
    const result = found.drift[column];
    return result
      ? [{ column, method: result.method, score: result.score ?? 0, threshold: result.threshold ?? 0 }]
      : [];
  });
  await context.host.hooks.notify('driftDetected', {
    model: model.name,
    version: modelVersion,
    monitor: name,
    window: period,
    columns,
    reason,
  });
  const alert = { window: period, modelVersion, reason };
  if (options.onAlert === 'report') return { ...alert, retrain: 'not asked for (onAlert: report)' };
  const inUse = await context.host.get(Tracking).getModelVersionByAlias(model.name, model.options.alias ?? 'champion');
  if (inUse?.version !== modelVersion)
    return { ...alert, retrain: `not asked for: version ${inUse?.version ?? 'none'} is in use by now` };
  const denial = await context.host.hooks.ask('retrainRequested', {
    model: model.name,
    monitor: name,
    reason: `${period}: ${reason}`,
  });
  if (denial) return { ...alert, retrain: `denied by ${denial.plugin}: ${denial.deny}` };
  await addTrigger(context.store, context.pipeline, model.name, {
    id: `${name}/${period}/${modelVersion}`,
    by: name,
    reason: `${period}: ${reason}`,
  });
  return { ...alert, retrain: 'requested' };
}

function keyOf(window: MonitoredWindow): string {
  return `${window.period}/${window.modelVersion}/${window.rows}/${window.labelled}`;
}
