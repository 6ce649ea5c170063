import type { Story } from './story.ts';
import type { Traffic } from './traffic.ts';

interface Summary {
  readonly story: Story;
  readonly traffic: Traffic | undefined;
  readonly report: string;
  readonly project: string;
  readonly seconds: number;
  /** False when there was nothing left to do. */
  readonly redone: boolean;
}

/** What happened, the numbers, where things lie and what to try next. */
export function printSummary({ story, traffic, report, project, seconds, redone }: Summary): void {
  const line = '─'.repeat(78);
  const count = (value: number) => value.toLocaleString('en-US');
  console.log(`\n${line}`);
  if (!redone)
    console.log(`Nothing to redo: every table, model and monitor is up to date (${seconds.toFixed(1)} s).\n`);

  console.log('Rows               in        =      kept  +  dropped  +  quarantined');
  for (const table of story.tables) {
    const holds = table.in === table.kept + table.dropped + table.quarantined;
    console.log(
      `  ${table.table.padEnd(20)} ${count(table.in).padStart(9)}   ${count(table.kept).padStart(9)}   ${count(table.dropped).padStart(6)}   ${count(table.quarantined).padStart(6)}   ${holds ? '✔' : '✘'}  version ${table.version}`,
    );
  }

  console.log('\nModels');
  for (const model of story.models) {
    const { evaluation, champion, baseline, windows } = model.report;
    const against = [
      champion ? `version ${champion.version}: ${auc(champion.evaluation.metrics)}` : '',
      baseline ? `${baseline.algorithm}: ${auc(baseline.evaluation.metrics)}` : '',
    ]
      .filter(Boolean)
      .join(', ');
    console.log(
      `  version ${model.version}${model.inUse ? ' (in use)' : ''}  AUC ${auc(evaluation.metrics)} on ${windows.test.first.slice(0, 7)} (${against}); trained on ${windows.train.first.slice(0, 7)} to ${windows.train.last.slice(0, 7)}; ${model.promotion}`,
    );
  }

  console.log('\nMonitoring');
  for (const window of story.windows) {
    const drifted = Object.entries(window.drift)
      .filter(([, result]) => result.level === 'drift')
      .map(([column]) => column);
    console.log(
      `  ${window.period.slice(0, 7)}  ${count(window.rows)} predictions of version ${window.modelVersion}; drift: ${drifted.join(', ') || 'none'}${window.quality ? `; AUC ${auc(window.quality)}, late ${percent(window.quality['base_rate'])}, predicted ${percent(window.quality['mean_score'])}` : ''}`,
    );
  }
  for (const alert of story.alerts)
    console.log(`  alert ${alert.window.slice(0, 7)}: ${alert.reason} → retraining ${alert.retrain}`);

  if (traffic)
    console.log(
      `\nServing   p50 ${traffic.single.p50.toFixed(2)} ms, p99 ${traffic.single.p99.toFixed(2)} ms a request; ${count(Math.round(traffic.many.perSecond))} requests a second with 16 clients; 1,000 flights in ${traffic.bulkMs.toFixed(1)} ms`,
    );
  console.log(
    `Audit     ${story.audit.entries} entries, ${story.audit.ok ? 'unbroken' : 'BROKEN'}, head ${story.audit.head.slice(0, 16)}…`,
  );
  console.log(`Time      ${seconds.toFixed(1)} s\n`);
  console.log(`Report    ${report}`);
  console.log(`Project   ${project}  (penstock.yaml, pipeline.ts; all data under .penstock/)\n`);
  console.log('Try next');
  for (const [command, why] of [
    ['npx penstock status', 'what is there'],
    ['npx penstock tables show flights_quarantine', 'rows put aside, with the rules they broke'],
    ['npx penstock models show late-flights', 'quality by slice'],
    ['npx penstock monitor', 'drift month by month'],
    ['npx penstock serve', 'POST flights to the model in use'],
    ['npx penstock audit verify', 'nothing was altered'],
  ] as const)
    console.log(`  ${`cd ${project} && ${command}`.padEnd(76)} ${why}`);
  console.log(line);
}

function auc(metrics: Readonly<Record<string, number>>): string {
  return metrics['auc']?.toFixed(4) ?? '–';
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
}
