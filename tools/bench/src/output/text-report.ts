import type { SuiteResult } from '../harness/suite.ts';
import { machineLine } from './machine-line.ts';
import { remarks, tableCells } from './table-cells.ts';

/** A suite's result for a terminal: title, aligned table, remarks, machine. */
export function textReport(result: SuiteResult): string {
  const { head, rows } = tableCells(result.rows);
  const lines = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    `${result.title}${result.quick ? ' (--quick: shows that it runs, not how fast)' : ''}`,
    ...(result.rows.length > 0 ? aligned : []).map((line) => `  ${line}`),
    ...remarks(result).map((line) => `  ${line}`),
    `  ${machineLine(result.machine)}; ${result.seconds} s`,
  ].join('\n');
}
