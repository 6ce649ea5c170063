import type { MonitorNode } from '../../../../pipeline/node.ts';
import { directionOf } from '../model/metric.ts';
import type { WindowFindings } from './compare.ts';
import type { Reference } from './reference.ts';

/** Why a window alerts, in a sentence; `undefined` when it does not. */
export function alertOf(node: MonitorNode, findings: WindowFindings, reference: Reference): string | undefined {
  const policy = node.options.alert ?? {};
  const reasons = [
    featureDrift(policy, findings),
    predictionDrift(policy, findings),
    qualityDrop(policy, findings, reference),
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

export function driftedColumns(findings: WindowFindings): readonly string[] {
  return Object.entries(findings.drift).flatMap(([column, result]) => (result.level === 'drift' ? [column] : []));
}

type Policy = NonNullable<MonitorNode['options']['alert']>;

function featureDrift(policy: Policy, findings: WindowFindings): string | undefined {
  const watched = Object.keys(findings.drift).filter((column) => column !== 'prediction');
  const drifted = driftedColumns(findings).filter((column) => column !== 'prediction');
  const decisive = (policy.anyOf ?? []).filter((column) => drifted.includes(column));
  if (decisive.length > 0) return `drift of ${decisive.join(', ')}`;
  if (drifted.length === 0 || drifted.length / watched.length < (policy.share ?? 0.5)) return undefined;
  return `${drifted.length} of ${watched.length} features drift (${drifted.join(', ')})`;
}

function predictionDrift(policy: Policy, findings: WindowFindings): string | undefined {
  const result = findings.drift['prediction'];
  if (policy.prediction === false || result?.level !== 'drift') return undefined;
  return `the prediction drifts (${result.method} ${result.score?.toFixed(3)} against ${result.threshold})`;
}

function qualityDrop(policy: Policy, findings: WindowFindings, reference: Reference): string | undefined {
  const { quality } = policy;
  const now = quality && findings.quality?.metrics[quality.metric];
  const before = quality && reference.report.evaluation.metrics[quality.metric];
  if (quality === undefined || now === undefined || before === undefined) return undefined;
  const drop = directionOf(quality.metric) === 'maximize' ? before - now : now - before;
  return drop > quality.drop
    ? `${quality.metric} is ${now.toFixed(4)}, it was ${before.toFixed(4)} at evaluation (more than ${quality.drop} worse)`
    : undefined;
}
