import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Logger, StepFinished } from '@penstock/core';
import { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import type { Pipeline } from '@penstock/core/pipeline';
import {
  loadPipelines,
  loadPlan,
  openPlatform,
  type Platform,
  type RunOptions,
  type RunReport,
  resumePipeline,
  runPipeline,
} from '@penstock/core/runtime';
import { wholeConfig } from './whole-config.ts';

const cli = fileURLToPath(new URL('../../tools/cli/bin/penstock.mjs', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

export interface LiveOptions {
  /** YAML of the plugins; every capability by default. */
  readonly plugins?: string;
  /** Where to make the project; the folder for temporary files by default. */
  readonly parent?: string;
  /** Files beside the configuration: name → content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name of a folder within it that the project is in. */
  readonly folder?: string;
}

/** A project in a temporary folder whose platform lives in this process: runs without the start of a command. */
export class LiveProject implements AsyncDisposable {
  readonly dir: string;
  /** Warnings and errors of the platform. */
  readonly logged: readonly string[];
  readonly #outer: string;
  readonly #keep: string[];
  #platform: Platform;
  #files = 0;

  private constructor(outer: string, dir: string, platform: Platform, logged: string[]) {
    this.#outer = outer;
    this.dir = dir;
    this.#platform = platform;
    this.logged = logged;
    this.#keep = logged;
  }

  static async make(options: LiveOptions = {}): Promise<LiveProject> {
    const { plugins = wholeConfig, parent = tmpdir(), folder = '', files = {} } = options;
    const outer = await mkdtemp(join(parent, 'penstock-live-'));
    const dir = join(outer, folder);
    await mkdir(dir, { recursive: true });
    await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
    const config = `project: live\npipelines: [./pipeline.ts]\nplugins:\n${plugins}`;
    const all = { 'penstock.yaml': config, 'pipeline.ts': 'export {};\n', ...files };
    for (const [name, content] of Object.entries(all)) await writeFile(join(dir, name), content);
    const logged: string[] = [];
    return new LiveProject(outer, dir, await open(dir, logged), logged);
  }

  get store(): ObjectStore {
    return this.#platform.get(ObjectStore);
  }

  get tables(): TableFormat {
    return this.#platform.get(TableFormat);
  }

  get platform(): Platform {
    return this.#platform;
  }

  /** Ends the platform and begins another, as the next command does. */
  async reopen(): Promise<void> {
    await this.#platform.close();
    this.#platform = await open(this.dir, this.#keep);
  }

  path(key: string): string {
    return join(this.dir, '.penstock/lake', key);
  }

  async land(key: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(key)), { recursive: true });
    await writeFile(this.path(key), content);
  }

  /** Writes the rows of a query to a Parquet file in the lake. */
  async landParquet(key: string, select: string): Promise<void> {
    await mkdir(dirname(this.path(key)), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`copy (${select}) to '${this.path(key).replaceAll("'", "''")}' (format parquet)`);
    connection.closeSync();
    instance.closeSync();
  }

  /** Writes a pipeline file and loads it: a file of its own each time, since modules are loaded once. */
  async define(body: string): Promise<Pipeline> {
    this.#files += 1;
    const path = join(this.dir, `pipeline-${this.#files}.ts`);
    await writeFile(path, body);
    return this.pipeline(path);
  }

  /** The pipeline of a file, `pipeline.ts` by default, which is the one that commands find. */
  async pipeline(path = join(this.dir, 'pipeline.ts')): Promise<Pipeline> {
    const [pipeline] = await loadPipelines({ ...this.#platform.plan, pipelines: [path] });
    if (pipeline === undefined) throw new TypeError(`${path} gave no pipeline`);
    return pipeline;
  }

  run(pipeline: Pipeline, options: RunOptions = {}): Promise<RunReport> {
    return runPipeline(this.#platform, pipeline, options);
  }

  resume(pipeline: Pipeline, options: RunOptions = {}): Promise<RunReport> {
    return resumePipeline(this.#platform, pipeline, undefined, options);
  }

  /** The command, in this project. */
  penstock(...args: readonly string[]) {
    return spawnSync(process.execPath, [cli, ...args], { cwd: this.dir, encoding: 'utf8' });
  }

  /** Starts the command; the caller may send it signals. */
  start(...args: readonly string[]) {
    const child = spawn(process.execPath, [cli, ...args], { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    const finished = once(child, 'close').then(([code]: unknown[]) => ({ code, stderr: text }));
    return { child, output: () => text, finished };
  }

  /** One column of a query over the newest versions of tables, each as text, sorted. */
  async column(select: string, ...tables: readonly string[]): Promise<readonly string[]> {
    const relations: Record<string, { kind: 'table'; table: string; version: number }> = {};
    for (const table of tables) {
      const version = await this.#platform.get(TableFormat).latestVersion(table);
      if (version === undefined) throw new TypeError(`there is no table ${table}`);
      relations[table] = { kind: 'table', table, version };
    }
    const values: string[] = [];
    for await (const batch of this.#platform.get(QueryEngine).query({ sql: select, relations }))
      for (const value of batch.getChildAt(0) ?? []) values.push(String(value));
    return values.sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#platform.close().catch(() => undefined);
    await rm(this.#outer, { recursive: true, force: true });
  }
}

export function stepOf(report: RunReport, name: string): StepFinished {
  const step = report.steps.find((item) => item.step === name);
  if (step === undefined) throw new TypeError(`there was no step ${name}`);
  return step;
}

/** Steps whose rows do not add up; empty is what every run promises. */
export function lawBreakers(report: RunReport): readonly string[] {
  return report.steps.flatMap(({ step, result }) => {
    const rows = result?.['rows'] as { in: number; kept: number; dropped: number; quarantined: number } | undefined;
    return rows?.kept === undefined || rows.in === rows.kept + rows.dropped + rows.quarantined ? [] : [step];
  });
}

async function open(dir: string, logged: string[]): Promise<Platform> {
  const keep: Logger['info'] = (message, fields) => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const log: Logger = { debug: () => {}, info: () => {}, warn: keep, error: keep };
  return openPlatform({ plan: await loadPlan({ cwd: dir }), log });
}
