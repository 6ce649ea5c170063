import type { RunReport } from '@penstock/core/runtime';
import type { Io } from './io.ts';
import { type Cell, duration, table } from './table.ts';

interface Rows {
  readonly in: number;
  readonly kept: number;
  readonly dropped: number;
  readonly quarantined: number;
}

/** The steps of a finished run as tables: rows of each table, models and what became of them, alerts of monitors. */
export function runSummary(report: RunReport, io: Io): void {
  const { style } = io;
  const marks = {
    succeeded: style.green('succeeded'),
    failed: style.red('failed'),
    skipped: style.yellow('skipped'),
    cancelled: style.yellow('cancelled'),
    'up-to-date': style.dim('up to date'),
  };
  const rows = report.steps.map((step): Cell[] => {
    const counts = step.result?.['rows'] as Partial<Rows> | undefined;
    const version = step.result?.['version'];
    return [
      step.step,
      step.kind,
      marks[step.status],
      version === undefined ? null : Number(version),
      counts?.in,
      counts?.kept,
      counts?.dropped,
      counts?.quarantined,
      duration(step.durationMs),
    ];
  });
  io.out(
    table(
      [
        'step',
        'kind',
        'status',
        'version',
        'rows in',
        'kept',
        'dropped',
        'quarantined',
        { title: 'time', align: 'right' },
      ],
      rows,
      io,
    ),
  );
  for (const step of report.steps) {
    if (step.error) io.out(`${style.red('✘')} ${step.step}: ${style.bold(step.error.code)} ${step.error.message}`);
    for (const note of notesOf(step.result ?? {})) io.out(`${style.cyan('•')} ${step.step}: ${note}`);
  }
  const word = report.status === 'succeeded' ? style.green(report.status) : style.red(report.status);
  io.out(`run ${report.runId} ${word} in ${duration(report.durationMs)}`);
}

function notesOf(result: Readonly<Record<string, unknown>>): readonly string[] {
  const notes: string[] = [];
  const metrics = result['metrics'] as Readonly<Record<string, number>> | undefined;
  const metric = String(result['metric'] ?? '');
  if (metrics && metric) {
    const champion = result['champion'] as { version: string; metrics: Record<string, number> } | undefined;
    const baseline = result['baseline'] as { algorithm: string; metrics: Record<string, number> } | undefined;
    const against = [
      ...(champion ? [`version ${champion.version} ${champion.metrics[metric]?.toFixed(4)}`] : []),
      ...(baseline ? [`${baseline.algorithm} ${baseline.metrics[metric]?.toFixed(4)}`] : []),
    ];
    const promotion = result['promotion'] as { status: string; reason?: string } | undefined;
    notes.push(
      `version ${result['version']} has ${metric} ${metrics[metric]?.toFixed(4)}${against.length ? ` (${against.join(', ')})` : ''}; ${promotion?.status}${promotion?.reason ? `: ${promotion.reason}` : ''}`,
    );
  }
  for (const rule of (result['expectations'] as { name: string; action: string; failed: number }[] | undefined) ?? []) {
    if (rule.failed > 0) notes.push(`${rule.failed} rows break "${rule.name}" (${rule.action})`);
  }
  for (const alert of (result['alerts'] as { window: string; reason: string; retrain: string }[] | undefined) ?? []) {
    notes.push(`${alert.window}: ${alert.reason}; retraining ${alert.retrain}`);
  }
  if (typeof result['waiting'] === 'string') notes.push(result['waiting']);
  return notes;
}
