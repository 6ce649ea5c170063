import type { Report } from '@penstock/core/contracts';
import type { ModelFacts } from '../story.ts';

/** One version: what it was trained on, how good it is and where, against champion and baseline. */
export function modelSection(model: ModelFacts): Report['sections'][number] {
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
          { label: 'Trained on', value: `${windows.train.first.slice(0, 7)} to ${windows.train.last.slice(0, 7)}` },
          { label: 'Evaluated on', value: windows.test.first.slice(0, 7) },
          { label: 'Promotion', value: model.promotion, tone: model.promotion === 'promoted' ? 'good' : 'bad' },
          { label: 'Trials', value: String(report.trials.length) },
          { label: 'Rows', value: report.rows.train.toLocaleString('en-US') },
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
