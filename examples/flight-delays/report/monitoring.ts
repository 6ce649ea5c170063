import type { ReportBlock } from '@penstock/core/contracts';
import type { Story, WindowFacts } from '../story.ts';

/** Drift and quality, month by month. */
export function monitoringBlocks(story: Story): readonly ReportBlock[] {
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
