import type { RunReport } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { counted, durationText } from '../output/quantities.ts';
import { stepTable } from './step-table.ts';

type Ended = Pick<RunReport, 'runId' | 'status' | 'steps' | 'durationMs'>;

/**
 * The steps of a run that has ended, and how it ended.
 * @param places step → where it is defined
 */
export function runSummary(report: Ended, io: Io, places?: ReadonlyMap<string, string>): void {
  stepTable(report.steps, io, places);
  io.out(`run ${report.runId} ${endOf(report, io)}`);
}

function endOf({ status, steps, durationMs }: Ended, { style }: Io) {
  const time = `in ${durationText(durationMs)}`;
  if (status === 'succeeded')
    return steps.every((step) => step.status === 'up-to-date')
      ? `${style.green('succeeded')} ${time}: nothing to do, everything is up to date`
      : `${style.green('succeeded')} ${time}`;
  const failed = steps.filter((step) => step.status === 'failed').length;
  const left = steps.filter((step) => step.status === 'skipped').length;
  const what =
    status === 'failed'
      ? `: ${counted(failed, 'step')} failed${left > 0 ? `, ${left} skipped` : ''}`
      : ': what was committed stays';
  return `${status === 'failed' ? style.red(status) : style.yellow(status)} ${time}${what}\n${style.dim('next:')} ${status === 'failed' ? 'mend the cause, then ' : ''}penstock resume`;
}
