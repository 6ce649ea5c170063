import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigObject, fromObject, type MapEntry, type MapNode } from './config-node.ts';
import { overlay, withoutNulls } from './overlay.ts';
import type { Place, Source } from './place.ts';
import type { Problems } from './problems.ts';
import { parseYamlTree } from './yaml.ts';

export interface ConfigRequest {
  /** Working folder: where `penstock.yaml` is looked for and what printed paths are relative to. */
  readonly cwd: string;
  readonly configPath?: string;
  /** Lays `penstock.<profile>.yaml` over the file. */
  readonly profile?: string;
  /** What to run with when there is no file at all. */
  readonly defaults?: ConfigObject;
  /** URL of the host: packages are also looked for from there. */
  readonly resolveFrom?: string;
}

export interface RawConfig {
  /** Absolute; absent when the built-in configuration is used. */
  readonly configPath?: string;
  readonly baseDir: string;
  readonly root: MapEntry;
}

/** Reads the file and its overlay; `undefined` when that cannot be done (see `problems`). */
export async function readConfig(request: ConfigRequest, problems: Problems): Promise<RawConfig | undefined> {
  const path = resolve(request.cwd, request.configPath ?? 'penstock.yaml');
  const baseDir = dirname(path);
  const missing = !existsSync(path);
  if (missing && (request.configPath !== undefined || request.defaults === undefined)) {
    reportNoFile(request, path, problems);
    return undefined;
  }
  const base = missing ? builtIn(request) : await readFileTree(path, request, problems);
  const over = request.profile === undefined ? undefined : await readOverlay(path, request, problems);
  if (!base || (over === undefined && request.profile !== undefined)) return undefined;
  const node = over ? overlay(base, over) : withoutNulls(base);
  return { configPath: missing ? undefined : path, baseDir, root: { keyPlace: node.place, node } };
}

function builtIn({ cwd, defaults, resolveFrom }: ConfigRequest): MapNode {
  const base = resolveFrom ?? pathToFileURL(join(cwd, 'penstock.yaml')).href;
  const place: Place = { source: { name: 'built-in configuration', base, builtIn: true }, line: 0, col: 0 };
  return fromObject(defaults ?? {}, place);
}

async function readFileTree(path: string, { cwd }: ConfigRequest, problems: Problems): Promise<MapNode | undefined> {
  const source = sourceOf(path, cwd);
  try {
    return parseYamlTree(await readFile(path, 'utf8'), source, problems);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    problems.add(
      'PEN_CONFIG_NOT_FOUND',
      `The file cannot be read (${reason})`,
      { source, line: 1, col: 1 },
      { cause: error },
    );
    return undefined;
  }
}

async function readOverlay(path: string, request: ConfigRequest, problems: Problems): Promise<MapNode | undefined> {
  const profile = request.profile ?? '';
  const stem = basename(path, extname(path));
  const over = join(dirname(path), `${stem}.${profile}${extname(path)}`);
  const place: Place = { source: sourceOf(over, request.cwd), line: 1, col: 1 };
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(profile)) {
    problems.add('PEN_CONFIG_PROFILE', 'The name of a profile is letters, digits, "-" and "_"', {
      ...place,
      source: sourceOf(path, request.cwd),
    });
    return undefined;
  }
  if (existsSync(over)) return readFileTree(over, request, problems);
  const known = await profilesBeside(path);
  problems.add('PEN_CONFIG_PROFILE', `There is no overlay for profile "${profile}"`, place, {
    hint: known.length === 0 ? `Create ${basename(over)}.` : `Profiles here: ${known.join(', ')}.`,
  });
  return undefined;
}

async function profilesBeside(path: string): Promise<string[]> {
  const [start, end] = [`${basename(path, extname(path))}.`, extname(path)];
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(start) && name.endsWith(end) && name.length > start.length + end.length)
    .map((name) => name.slice(start.length, -end.length))
    .sort();
}

function reportNoFile({ cwd, configPath }: ConfigRequest, path: string, problems: Problems): void {
  const other = path.replace(/\.yaml$/, '.yml');
  const hint =
    configPath === undefined && existsSync(other)
      ? `Rename ${basename(other)} to ${basename(path)}.`
      : 'Check the path, or run `penstock init`.';
  problems.add(
    'PEN_CONFIG_NOT_FOUND',
    'There is no configuration file',
    { source: sourceOf(path, cwd), line: 1, col: 1 },
    { hint },
  );
}

function sourceOf(path: string, cwd: string): Source {
  const short = relative(cwd, path);
  return { name: short.startsWith('..') ? path : short, base: pathToFileURL(path).href, builtIn: false };
}
