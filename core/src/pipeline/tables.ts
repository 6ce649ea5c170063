import { callSite } from './call-site.ts';
import { checkedName, checkQuery, checkTableOptions, invalid } from './checks.ts';
import {
  makeNode,
  type Stored,
  type StreamingTableNode,
  type TableNode,
  type TableOptions,
  type ViewNode,
} from './node.ts';
import { type FilesSource, stream, type TableStream } from './sources.ts';
import { isSql, type SqlTemplate, sql } from './sql.ts';

/** A materialised view: recomputed when an input version, the query or the engine has changed. */
export function table(name: string, query: SqlTemplate, options: TableOptions = {}): TableNode {
  const at = callSite();
  checkQuery(`table "${name}"`, query, at);
  checkTableOptions(name, options, at);
  return makeNode({ kind: 'table', name: checkedName(name, at), query, options, at });
}

/** Options of a streaming table that takes its source as it is. */
export interface StreamingOptions extends TableOptions {
  readonly from: FilesSource | TableStream | Stored;
}

/**
 * A table that only grows: each row of its streaming sources (`files(…)`, `stream(table)`) is processed exactly once.
 * Tables read without `stream()` are read whole, at their current version.
 */
export function streamingTable(name: string, query: SqlTemplate, options?: TableOptions): StreamingTableNode;
export function streamingTable(name: string, options: StreamingOptions): StreamingTableNode;
export function streamingTable(
  name: string,
  first: SqlTemplate | StreamingOptions,
  second: TableOptions = {},
): StreamingTableNode {
  const at = callSite();
  const { query, options } = isSql(first) ? { query: first, options: second } : fromSource(name, first, at);
  checkTableOptions(name, options, at);
  const sources = streamsOf(query);
  if (sources !== 1) {
    const found =
      sources === 0
        ? 'reads no stream: use stream(table) or files(…), or make it a table()'
        : `reads ${sources} streams: make one streaming table of each`;
    throw invalid(`Streaming table "${name}" ${found}`, at);
  }
  return makeNode({ kind: 'streaming-table', name: checkedName(name, at), query, options, at });
}

/** A named query that is computed where it is used and never stored. */
export function view(name: string, query: SqlTemplate): ViewNode {
  const at = callSite();
  checkQuery(`view "${name}"`, query, at);
  return makeNode({ kind: 'view', name: checkedName(name, at), query, at });
}

function streamsOf(query: SqlTemplate): number {
  return Object.values(query.references)
    .map((reference) => ('source' in reference ? 1 : reference.kind === 'view' ? streamsOf(reference.query) : 0))
    .reduce<number>((sum, count) => sum + count, 0);
}

function fromSource(
  name: string,
  { from, ...options }: StreamingOptions,
  at: string,
): { query: SqlTemplate; options: TableOptions } {
  if (typeof from !== 'object' || from === null)
    throw invalid(`Streaming table "${name}" has neither a query written as sql\`…\` nor { from }`, at);
  const source = 'kind' in from ? stream(from) : from;
  return { query: sql`select * from ${source}`, options };
}
