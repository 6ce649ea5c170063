export interface ServedRequest {
  readonly endpoint: string;
  readonly model: string;
  readonly version: string;
  /** HTTP status. */
  readonly status: number;
  /** Rows scored. */
  readonly rows: number;
  readonly seconds: number;
}

/** Upper bounds in seconds; the last bucket of Prometheus, +Inf, is the count. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly statuses: Map<number, number>;
  readonly buckets: number[];
  rows: number;
  count: number;
  seconds: number;
}

/** Counters and latency per endpoint and version since the process started. */
export class ServingMetrics {
  readonly #series = new Map<string, Series>();

  record({ endpoint, model, version, status, rows, seconds }: ServedRequest): void {
    const labels = { endpoint, model, version };
    const key = JSON.stringify([endpoint, model, version]);
    const series = this.#series.get(key) ?? newSeries(labels);
    this.#series.set(key, series);
    series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1);
    series.rows += rows;
    series.count += 1;
    series.seconds += seconds;
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  /** Requests answered for an endpoint, whatever the status. */
  requests(endpoint: string): number {
    return this.#series
      .values()
      .filter(({ labels }) => labels['endpoint'] === endpoint)
      .reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Prometheus text format 0.0.4.
   * @param up endpoint → whether its version is loaded.
   */
  text(up: Readonly<Record<string, boolean>>): string {
    const all = [...this.#series.values()];
    return [
      ...family('penstock_endpoint_up', 'gauge', 'Whether the deployed version answers.'),
      ...Object.entries(up).map(([endpoint, ok]) => sample('penstock_endpoint_up', { endpoint }, ok ? 1 : 0)),
      ...family('penstock_requests_total', 'counter', 'Scoring requests by HTTP status.'),
      ...all.flatMap(({ labels, statuses }) =>
        [...statuses].map(([status, count]) =>
          sample('penstock_requests_total', { ...labels, status: String(status) }, count),
        ),
      ),
      ...family('penstock_rows_total', 'counter', 'Rows scored.'),
      ...all.map(({ labels, rows }) => sample('penstock_rows_total', labels, rows)),
      ...family('penstock_request_duration_seconds', 'histogram', 'Time from request to answer.'),
      ...all.flatMap(histogram),
      '',
    ].join('\n');
  }
}

function newSeries(labels: Series['labels']): Series {
  return { labels, statuses: new Map(), buckets: bounds.map(() => 0), rows: 0, count: 0, seconds: 0 };
}

function histogram({ labels, buckets, count, seconds }: Series): string[] {
  const name = 'penstock_request_duration_seconds';
  let below = 0;
  const lines = bounds.map((bound, at) => {
    below += buckets[at] ?? 0;
    return sample(`${name}_bucket`, { ...labels, le: String(bound) }, below);
  });
  lines.push(sample(`${name}_bucket`, { ...labels, le: '+Inf' }, count));
  return [...lines, sample(`${name}_sum`, labels, seconds), sample(`${name}_count`, labels, count)];
}

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}{${pairs.join(',')}} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
