import type { ReportBlock } from '@penstock/core/contracts';
import type { Story } from '../story.ts';

/** Who decided what, and that nobody altered the record. */
export function governanceBlocks(story: Story): readonly ReportBlock[] {
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
