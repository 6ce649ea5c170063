import type { Plot, Report, ReportBlock } from '@penstock/core/contracts';
import { inputsOf } from '@penstock/core/pipeline';
import flightDelays from './pipeline.ts';
import type { ModelFacts, Story, WindowFacts } from './story.ts';
import type { Traffic } from './traffic.ts';

type Section = Report['sections'][number];

/** The story as a report with plots. */
export function flightReport(story: Story, traffic: Traffic | undefined): Report {
  const champion = story.models.find((model) => model.inUse) ?? story.models.at(-1);
  return {
    title: 'Late flights: from lake to live model',
    subtitle: `${story.runs.length} runs, newest ${story.runs.at(-1)?.runId ?? 'none'}`,
    sections: [
      {
        title: 'At a glance',
        blocks: [facts(story, champion, traffic), { type: 'plot', title: 'The pipeline', plot: graph(story) }],
      },
      { title: 'Every row accounted for', blocks: rowBlocks(story) },
      ...story.models.map(modelSection),
      ...(traffic ? [servingSection(traffic)] : []),
      { title: 'Monitoring', blocks: monitoringBlocks(story) },
      { title: 'Governance', blocks: governanceBlocks(story) },
    ],
  };
}

function facts(story: Story, champion: ModelFacts | undefined, traffic: Traffic | undefined): ReportBlock {
  const raw = story.tables.find((table) => table.table === 'raw_flights');
  const auc = champion?.report.evaluation.metrics['auc'];
  return {
    type: 'facts',
    facts: [
      { label: 'Flights ingested', value: number(raw?.kept ?? 0) },
      {
        label: 'In use',
        value: champion ? `version ${champion.version}` : 'none',
        tone: champion?.inUse ? 'good' : 'bad',
      },
      { label: 'AUC at evaluation', value: auc?.toFixed(4) ?? '–' },
      ...(traffic
        ? [
            {
              label: 'Answer to one request, p50 / p99',
              value: `${traffic.single.p50.toFixed(1)} / ${traffic.single.p99.toFixed(1)} ms`,
            },
          ]
        : []),
      { label: 'Alerts', value: String(story.alerts.length), tone: story.alerts.length > 0 ? 'bad' : 'good' },
      {
        label: 'Audit log',
        value: story.audit.ok ? `${story.audit.entries} entries, unbroken` : 'broken',
        tone: story.audit.ok ? 'good' : 'bad',
      },
    ],
  };
}

function graph(story: Story): Plot {
  const rows = new Map(story.tables.map((table) => [table.table, table.kept]));
  return {
    kind: 'graph',
    nodes: flightDelays.nodes.map((node) => ({
      id: node.name,
      label: node.name,
      kind: node.kind,
      ...(rows.has(node.name) ? { note: `${number(rows.get(node.name) ?? 0)} rows` } : {}),
    })),
    edges: flightDelays.nodes.flatMap((node) =>
      inputsOf(node).map((input): [string, string] => [input.name, node.name]),
    ),
  };
}

function rowBlocks(story: Story): readonly ReportBlock[] {
  const rules = story.tables.flatMap((table) =>
    table.rules.map((rule) => [table.table, rule.name, rule.action, rule.failed]),
  );
  return [
    {
      type: 'text',
      text: 'For every update of every table, rows in = kept + dropped + quarantined; an update that breaks this law is not committed.',
    },
    {
      type: 'table',
      columns: ['table', 'version', 'rows in', 'kept', 'dropped', 'quarantined'],
      rows: story.tables.map((table) => [
        table.table,
        table.version,
        table.in,
        table.kept,
        table.dropped,
        table.quarantined,
      ]),
    },
    {
      type: 'table',
      columns: ['table', 'expectation', 'rows that break it are', 'broken by'],
      rows: rules,
      caption: 'Expectations over all updates',
    },
  ];
}

function modelSection(model: ModelFacts): Section {
  const { report } = model;
  const { evaluation, champion, baseline, windows } = report;
  const others = [
    ...(champion ? [{ name: `version ${champion.version}`, evaluation: champion.evaluation }] : []),
    ...(baseline ? [{ name: `${baseline.algorithm} baseline`, evaluation: baseline.evaluation }] : []),
  ];
  const curves = (curve: string) =>
    [{ name: `version ${model.version}`, evaluation }, ...others].map((item) => ({
      name: item.name,
      points: item.evaluation.curves[curve] ?? [],
    }));
  const hours = evaluation.slices
    .filter((slice) => slice.slice === 'hour')
    .toSorted((a, b) => Number(a.value) - Number(b.value));
  const origins = evaluation.slices
    .filter((slice) => slice.slice === 'origin')
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, 20);
  const auc = (slices: typeof hours) =>
    slices.map((slice) => ({ label: slice.value, value: slice.metrics['auc'] ?? 0 }));
  return {
    title: `Model version ${model.version}`,
    blocks: [
      {
        type: 'facts',
        facts: [
          { label: 'Trained on', value: `${windows.train.first} to ${windows.train.last}` },
          { label: 'Evaluated on', value: `${windows.test.first} to ${windows.test.last}` },
          { label: 'Promotion', value: model.promotion, tone: model.promotion === 'promoted' ? 'good' : 'bad' },
          { label: 'Trials', value: String(report.trials.length) },
          { label: 'Rows', value: number(report.rows.train) },
        ],
      },
      {
        type: 'table',
        columns: ['metric', `version ${model.version}`, ...others.map((item) => item.name)],
        rows: Object.entries(evaluation.metrics).map(([metric, value]) => [
          metric,
          value,
          ...others.map((item) => item.evaluation.metrics[metric] ?? null),
        ]),
      },
      {
        type: 'plot',
        title: 'The search',
        plot: {
          kind: 'bar',
          x: 'trial',
          y: `${report.metric} on the validation sample`,
          bars: report.trials.map((trial) => ({ label: String(trial.number + 1), value: trial.value ?? 0 })),
        },
      },
      {
        type: 'plot',
        title: 'ROC',
        plot: {
          kind: 'line',
          x: 'false positive rate',
          y: 'true positive rate',
          series: curves('roc'),
          diagonal: true,
        },
      },
      {
        type: 'plot',
        title: 'Calibration',
        plot: { kind: 'line', x: 'predicted', y: 'observed', series: curves('calibration'), diagonal: true },
      },
      {
        type: 'plot',
        title: 'What it looks at',
        plot: {
          kind: 'bar',
          x: 'feature',
          y: 'share of gain',
          horizontal: true,
          bars: Object.entries(report.importance).map(([label, value]) => ({ label, value })),
        },
      },
      {
        type: 'plot',
        title: 'AUC by hour of departure (UTC as recorded)',
        plot: { kind: 'bar', x: 'hour', y: 'AUC', bars: auc(hours), rule: evaluation.metrics['auc'] ?? 0 },
      },
      {
        type: 'plot',
        title: 'AUC at the busiest airports',
        plot: { kind: 'bar', x: 'origin', y: 'AUC', bars: auc(origins), rule: evaluation.metrics['auc'] ?? 0 },
      },
    ],
  };
}

function servingSection({ single, many, bulkMs, example, endpoint, version }: Traffic): Section {
  return {
    title: 'Serving',
    blocks: [
      {
        type: 'text',
        text: `Measured by this run over HTTP on this machine, client and server sharing it; endpoint ${endpoint}, version ${version}.`,
      },
      {
        type: 'table',
        columns: ['load', 'requests', 'p50 ms', 'p99 ms', 'requests a second'],
        rows: [
          ['one flight at a time', single.requests, round(single.p50), round(single.p99), null],
          ['16 clients, one flight each', many.requests, round(many.p50), round(many.p99), Math.round(many.perSecond)],
          ['1,000 flights in one request', 1, round(bulkMs), null, null],
        ],
      },
      { type: 'text', text: `Asked: ${JSON.stringify(example.flight)}. Answered: ${JSON.stringify(example.answer)}.` },
    ],
  };
}

function monitoringBlocks(story: Story): readonly ReportBlock[] {
  if (story.windows.length === 0)
    return [{ type: 'text', text: 'No window of new predictions has been looked at yet.' }];
  const newest = story.windows.at(-1) as WindowFacts;
  return [
    ...story.alerts.map(
      (alert): ReportBlock => ({
        type: 'text',
        text: `${alert.window}: ${alert.reason}. Retraining ${alert.retrain}.`,
      }),
    ),
    {
      type: 'table',
      columns: ['window', 'version', 'watched', 'method', 'score', 'threshold', 'level'],
      rows: story.windows.flatMap((window) =>
        Object.entries(window.drift).map(([column, result]) => [
          window.period,
          window.modelVersion,
          column,
          result.method,
          result.score ?? null,
          result.threshold ?? null,
          result.level,
        ]),
      ),
    },
    {
      type: 'plot',
      title: 'Quality once labels are there',
      plot: {
        kind: 'bar',
        x: 'month',
        y: 'AUC',
        bars: story.windows.flatMap((window) =>
          window.quality?.['auc'] === undefined
            ? []
            : [{ label: window.period.slice(0, 7), value: window.quality['auc'] }],
        ),
      },
    },
    {
      type: 'plot',
      title: 'Late flights: predicted and observed share',
      plot: {
        kind: 'bar',
        x: 'month',
        y: 'share',
        bars: story.windows.flatMap((window) => [
          { label: window.period.slice(0, 7), group: 'predicted', value: window.quality?.['mean_score'] ?? 0 },
          { label: window.period.slice(0, 7), group: 'observed', value: window.quality?.['base_rate'] ?? 0 },
        ]),
      },
    },
    ...Object.entries(newest.drift).flatMap(([column, result]): ReportBlock[] =>
      result.bins
        ? [
            {
              type: 'plot',
              title: `${column}, ${newest.period.slice(0, 7)} against the training data`,
              plot: {
                kind: 'bar',
                x: column,
                y: 'share',
                bars: result.bins.slice(0, 25).flatMap((bin) => [
                  { label: bin.label, group: 'training', value: bin.reference },
                  { label: bin.label, group: newest.period.slice(0, 7), value: bin.current },
                ]),
              },
            },
          ]
        : [],
    ),
  ];
}

function governanceBlocks(story: Story): readonly ReportBlock[] {
  return [
    {
      type: 'table',
      columns: ['version', 'promotion', 'in use', 'data', 'digest'],
      rows: story.models.map((model) => [
        model.version,
        model.promotion,
        model.inUse ? 'yes' : 'no',
        Object.entries(model.report.data)
          .map(([table, version]) => `${table} v${version}`)
          .join(', '),
        model.digest.slice(0, 19),
      ]),
    },
    {
      type: 'text',
      text: `Audit log: ${story.audit.entries} entries, ${story.audit.ok ? 'unbroken' : 'BROKEN'}, head ${story.audit.head}. Check it any time with: penstock audit verify`,
    },
    {
      type: 'table',
      columns: ['run', 'steps', 'status', 'seconds', 'by'],
      rows: story.runs.map((run) => [run.runId, run.steps.length, run.status, (run.durationMs ?? 0) / 1000, run.by]),
    },
  ];
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
