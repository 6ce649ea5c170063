import type { Plot, Report, ReportBlock } from '@penstock/core/contracts';
import { inputsOf } from '@penstock/core/pipeline';
import flightDelays from './pipeline.ts';
import { governanceBlocks } from './report/governance.ts';
import { modelSection } from './report/model-section.ts';
import { monitoringBlocks } from './report/monitoring.ts';
import { servingSection } from './report/serving-section.ts';
import type { ModelFacts, Story } from './story.ts';
import type { Traffic } from './traffic.ts';

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

function number(value: number): string {
  return value.toLocaleString('en-US');
}
