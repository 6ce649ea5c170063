import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';
import { cli } from './cli.ts';

export interface Traffic {
  readonly url: string;
  readonly endpoint: string;
  readonly model: string;
  readonly version: string;
  /** One request after another, one flight each: milliseconds. */
  readonly single: {
    readonly requests: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Sixteen at a time, one flight each. */
  readonly many: { readonly requests: number; readonly perSecond: number; readonly p50: number; readonly p99: number };
  /** A thousand flights in one request: milliseconds. */
  readonly bulkMs: number;
  readonly example: {
    readonly flight: Readonly<Record<string, unknown>>;
    readonly answer: Readonly<Record<string, unknown>>;
  };
}

/** Starts `penstock serve`, sends it flights of a landed month over HTTP as a client would, and stops it. */
export async function sendTraffic(project: string, landed: string): Promise<Traffic> {
  const flights = await readFlights(landed, 1000);
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { url, endpoint, model, version } = await served(server);
    const ask = (rows: readonly unknown[]) => invoke(`${url}/endpoints/${endpoint}/invocations`, rows);
    await Promise.all(flights.slice(0, 200).map((flight) => ask([flight])));
    const single: number[] = [];
    for (const flight of flights.slice(0, 500)) single.push(await timed(() => ask([flight])));
    const many: number[] = [];
    const begun = performance.now();
    let next = 0;
    const client = async () => {
      for (; next < 3000; next += 1) many.push(await timed(() => ask([flights[next % flights.length]])));
    };
    await Promise.all(Array.from({ length: 16 }, client));
    const seconds = (performance.now() - begun) / 1000;
    const bulkMs = await timed(() => ask(flights));
    const flight = flights[0] ?? {};
    const [answer = {}] = await ask([flight]);
    return {
      url,
      endpoint,
      model,
      version,
      single: {
        requests: single.length,
        p50: quantile(single, 0.5),
        p95: quantile(single, 0.95),
        p99: quantile(single, 0.99),
        max: Math.max(...single),
      },
      many: {
        requests: many.length,
        perSecond: many.length / seconds,
        p50: quantile(many, 0.5),
        p99: quantile(many, 0.99),
      },
      bulkMs,
      example: { flight, answer },
    };
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

interface Served {
  readonly url: string;
  readonly endpoints: readonly {
    readonly endpoint: string;
    readonly current: { readonly model: string; readonly version: string };
  }[];
}

async function served(
  server: ChildProcess,
): Promise<{ url: string; endpoint: string; model: string; version: string }> {
  if (!server.stdout) throw new Error('The server has no output');
  const lines = createInterface({ input: server.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => [''])])) as [string];
  if (line === '') throw new Error('penstock serve ended at once; its message is above');
  const { url, endpoints } = JSON.parse(line) as Served;
  const [first] = endpoints;
  if (first === undefined)
    throw new Error('No model is deployed: its promotion was denied or waits for an approval (penstock status)');
  return { url, endpoint: first.endpoint, model: first.current.model, version: first.current.version };
}

async function invoke(url: string, rows: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataframe_records: rows }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { predictions: Readonly<Record<string, unknown>>[] }).predictions;
}

async function readFlights(file: string, count: number): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const sql = `select strftime(date, '%Y-%m-%dT%H:%M:%SZ') as date, cast(distance as integer) as distance, origin, destination
      from read_parquet('${file.replaceAll("'", "''")}', file_row_number = true) where file_row_number % 97 = 5 limit ${count}`;
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
