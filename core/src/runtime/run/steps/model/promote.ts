import { ServingTarget } from '../../../../contracts/serving-target.ts';
import { type ModelVersion, Tracking } from '../../../../contracts/tracking.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { Denial } from '../../../../hooks/lifecycle.ts';
import type { Host } from '../../host.ts';
import { promotionTag } from './intent.ts';
import { readReport, type TrainingReport } from './report.ts';

export type Promotion =
  | { readonly status: 'promoted'; readonly previous?: string; readonly url?: string }
  | { readonly status: 'denied' | 'pending'; readonly by: string; readonly reason: string };

/**
 * Asks the gates whether a version may take over its alias; when nobody objects, moves the alias and deploys.
 * Safe to repeat: what is done already is not done again.
 * @throws PEN_NOT_FOUND when there is no such version.
 */
export async function promoteVersion(host: Host, model: string, version: string, by: string): Promise<Promotion> {
  const tracking = host.get(Tracking);
  const candidate = await tracking.getModelVersion(model, version);
  if (candidate === undefined)
    throw new PenstockError('PEN_NOT_FOUND', `There is no version ${version} of model "${model}"`);
  const report = await readReport(tracking, candidate);
  const champion = await tracking.getModelVersionByAlias(model, report.alias);
  const promotion =
    champion?.version === version
      ? await deploy(host, report, candidate, by)
      : await decide(host, report, candidate, champion, by);
  await tracking.setModelVersionTags(model, version, {
    [promotionTag]: promotion.status === 'promoted' ? 'promoted' : `${promotion.status}: ${promotion.reason}`,
  });
  return promotion;
}

async function decide(
  host: Host,
  report: TrainingReport,
  candidate: ModelVersion,
  champion: ModelVersion | undefined,
  by: string,
): Promise<Promotion> {
  const against = (report.champion ?? report.unusable)?.version;
  if (champion !== undefined && against !== champion.version) {
    return {
      status: 'denied',
      by: 'penstock',
      reason: `it was evaluated against version ${against ?? 'none'}, but "${report.alias}" is version ${champion.version} now; train again`,
    };
  }
  const { model, version } = { model: candidate.name, version: candidate.version };
  const denial = await host.hooks.ask('promotionRequested', {
    model,
    version,
    alias: report.alias,
    metrics: report.evaluation.metrics,
    ...(report.champion
      ? { champion: { version: report.champion.version, metrics: report.champion.evaluation.metrics } }
      : {}),
    slices: report.evaluation.slices,
    by,
  });
  if (denial) return refused(denial);
  await host.get(Tracking).setAlias(model, report.alias, version);
  await host.hooks.notify('modelPromoted', {
    model,
    version,
    alias: report.alias,
    ...(champion ? { previous: champion.version } : {}),
    by,
  });
  return deploy(host, report, candidate, by, champion?.version);
}

async function deploy(
  host: Host,
  report: TrainingReport,
  candidate: ModelVersion,
  by: string,
  previous?: string,
): Promise<Promotion> {
  const done: Promotion = { status: 'promoted', ...(previous ? { previous } : {}) };
  if (report.endpoint === undefined) return done;
  const ref = { model: candidate.name, version: candidate.version, endpoint: report.endpoint };
  const denial = await host.hooks.ask('deploymentRequested', { ...ref, by });
  if (denial) {
    const deny = `it is "${report.alias}" now, but endpoint "${report.endpoint}" may not serve it: ${denial.deny}`;
    return refused({ ...denial, deny });
  }
  const serving = host.get(ServingTarget);
  const before = (await serving.endpoints()).find((endpoint) => endpoint.endpoint === report.endpoint);
  if (before?.current.model === ref.model && before.current.version === ref.version)
    return { ...done, ...(before.url ? { url: before.url } : {}) };
  const status = await serving.deploy(report.endpoint, {
    model: ref.model,
    version: ref.version,
    runId: candidate.runId ?? '',
    source: candidate.source,
  });
  await host.hooks.notify('deploymentChanged', {
    ...ref,
    ...(before ? { previous: before.current.version } : {}),
    ...(status.url ? { url: status.url } : {}),
  });
  return { ...done, ...(status.url ? { url: status.url } : {}) };
}

function refused(denial: Denial & { readonly plugin: string }): Promotion {
  return { status: denial.pending ? 'pending' : 'denied', by: denial.plugin, reason: denial.deny };
}
