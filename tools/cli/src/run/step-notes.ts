import { counted } from '../output/quantities.ts';

type Result = Readonly<Record<string, unknown>>;
type Metrics = Readonly<Record<string, number>>;

interface Promotion {
  readonly status: string;
  readonly reason?: string;
}

/** What a step's result tells beyond its rows: quality and promotion of a model, broken rules, alerts. */
export function stepNotes({
  status,
  result = {},
}: {
  readonly status: string;
  readonly result?: Result;
}): readonly string[] {
  return [
    ...(status === 'up-to-date' ? heldUp(result) : modelNotes(result)),
    ...listOf<{ name: string; action: string; failed: number }>(result['expectations'])
      .filter((rule) => rule.failed > 0)
      .map((rule) => `"${rule.name}" does not hold for ${counted(rule.failed, 'row')} (${rule.action})`),
    ...listOf<{ window: string; reason: string; retrain: string }>(result['alerts']).map(
      (alert) => `${alert.window}: ${alert.reason}; retraining ${alert.retrain}`,
    ),
    ...(typeof result['waiting'] === 'string' ? [result['waiting']] : []),
  ];
}

/** Of a version made by an earlier run only this is news: that it is still not in use. */
function heldUp(result: Result): readonly string[] {
  const { status = 'promoted' } = (result['promotion'] ?? {}) as Partial<Promotion>;
  return status === 'promoted' ? [] : [`version ${result['version']} ${status}`];
}

function modelNotes(result: Result): readonly string[] {
  const metrics = result['metrics'] as Metrics | undefined;
  const metric = result['metric'];
  if (metrics === undefined || typeof metric !== 'string') return [];
  const champion = result['champion'] as { version: string; metrics: Metrics } | undefined;
  const baseline = result['baseline'] as { algorithm: string; metrics: Metrics } | undefined;
  const promotion = result['promotion'] as Promotion | undefined;
  const value = (of: Metrics) => of[metric]?.toFixed(4) ?? 'unknown';
  const others = [
    ...(champion ? [`version ${champion.version}: ${value(champion.metrics)}`] : []),
    ...(baseline ? [`${baseline.algorithm}: ${value(baseline.metrics)}`] : []),
  ];
  const quality = `version ${result['version']}: ${metric} ${value(metrics)}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
  const fate = promotion ? `${promotion.status}${promotion.reason ? `: ${promotion.reason}` : ''}` : '';
  return [quality, ...(fate ? [`version ${result['version']} ${fate}`] : [])];
}

function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}
