import { type AuditEntry, AuditLog } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly all?: boolean;
  readonly limit?: number;
}

/** Every command that opens the platform leaves these. */
const everyday: ReadonlySet<string> = new Set(['platformReady', 'platformClosing']);

/** The newest entries, newest first. */
export async function run(io: Io, { all = false, limit = 20 }: Options): Promise<void> {
  const entries = await withPlatform(io, [AuditLog], async (platform) => {
    const newest: AuditEntry[] = [];
    for await (const entry of platform.get(AuditLog).read()) {
      if (!all && everyday.has(entry.event)) continue;
      newest.push(entry);
      if (newest.length > limit) newest.shift();
    }
    return newest.reverse();
  });
  if (io.flags.json) return io.json(entries);
  if (entries.length === 0) return io.out('The audit log is empty');
  const rows = entries.map((entry) => [
    entry.sequence,
    new Date(entry.at),
    entry.event,
    entry.actor,
    aboutOf(entry.data),
    entry.hash.slice(0, 12),
  ]);
  io.out(table(['#', 'when', 'event', 'by', 'about', { title: 'hash', drop: 1 }], rows, io));
}

const fields = ['model', 'version', 'alias', 'table', 'step', 'pipeline', 'status', 'window', 'endpoint'] as const;

function aboutOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return String(data);
  const values = new Map(Object.entries(data));
  return fields.flatMap((field) => (values.has(field) ? [`${field} ${String(values.get(field))}`] : [])).join(', ');
}
