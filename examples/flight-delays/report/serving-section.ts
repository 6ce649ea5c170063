import type { Report } from '@penstock/core/contracts';
import type { Traffic } from '../traffic.ts';

/** What clients saw over HTTP. */
export function servingSection({
  single,
  many,
  bulkMs,
  example,
  endpoint,
  version,
}: Traffic): Report['sections'][number] {
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

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
