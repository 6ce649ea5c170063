import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type ConfigNode, type ConfigPath, childOf, type MapEntry, type MapNode, toValue } from './config-node.ts';
import { entryShape, settingsShape } from './config-shape.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { Place } from './place.ts';
import type { Problems } from './problems.ts';
import type { RawConfig } from './read-config.ts';
import type { Redactor } from './redactor.ts';
import { type Environment, type ReferenceContext, resolveReferences } from './references.ts';
import { reportIssues } from './report-issues.ts';

/** One plugin of the configuration, its form checked, not loaded yet. */
export interface ConfigEntry {
  readonly id: string;
  readonly use: string;
  /** Need → ids of the plugins that fill it. */
  readonly bind: Readonly<Record<string, string | readonly string[]>>;
  readonly require: readonly string[];
  /** The entry itself: its places, and its options with references resolved. */
  readonly entry: MapEntry;
}

export interface Config {
  readonly configPath?: string;
  readonly baseDir: string;
  readonly project: string;
  /** Absolute. */
  readonly stateDir: string;
  /** Absolute paths, perhaps with `#export`. */
  readonly pipelines: readonly string[];
  /** Those whose form is right. */
  readonly entries: readonly ConfigEntry[];
  /** How many plugins there are, the wrong ones included. */
  readonly declared: number;
}

export interface CheckContext {
  readonly env?: Environment;
  readonly problems: Problems;
  readonly redactor: Redactor;
}

/** Resolves references and checks the form of everything but plugin options. */
export async function checkConfig(raw: RawConfig, context: CheckContext): Promise<Config> {
  const root: MapEntry = { ...raw.root, node: await resolveTree(raw, context) };
  const value = toValue(root.node);
  const result = settingsShape.safeParse(value);
  if (!result.success) {
    const schema = jsonSchemaOf(settingsShape);
    reportIssues(result.error.issues, { ...context, root, value, prefix: '', schema });
  }
  const settings = result.data ?? settingsShape.parse({});
  const plugins = childOf(root.node, 'plugins')?.node;
  const entries = plugins?.kind === 'map' ? [...plugins.entries] : [];
  return {
    configPath: raw.configPath,
    baseDir: raw.baseDir,
    project: settings.project ?? projectName(raw.baseDir),
    stateDir: resolve(raw.baseDir, settings.stateDir),
    pipelines: pipelinesOf(settings.pipelines, raw, root, context.problems),
    entries: entries.flatMap(([id, entry]) => checkEntry(id, entry, context) ?? []),
    declared: entries.length,
  };
}

/** Secrets may stand in plugin options only; what shapes the plan takes no references at all. */
async function resolveTree(raw: RawConfig, context: CheckContext): Promise<MapNode> {
  const printed: ReferenceContext = { ...context, baseDir: raw.baseDir };
  const root = raw.root.node as MapNode;
  const top = await mapValues(root, (node, key) =>
    key === 'plugins' ? Promise.resolve(node) : resolveReferences(node, printed),
  );
  const dir = valueAt(top, ['secrets', 'dir']);
  const options = { ...printed, secretsDir: resolve(raw.baseDir, typeof dir === 'string' ? dir : './secrets') };
  return mapValues(top, (plugins, key) =>
    key !== 'plugins'
      ? Promise.resolve(plugins)
      : mapValues(plugins, (entry) =>
          mapValues(entry, (node, field) =>
            field === 'with'
              ? resolveReferences(node, options)
              : Promise.resolve(refuseReferences(node, context.problems)),
          ),
        ),
  );
}

function checkEntry(id: string, entry: MapEntry, context: CheckContext): ConfigEntry | undefined {
  const value = toValue(entry.node);
  const result = entryShape.safeParse(value);
  if (!result.success) {
    const schema = jsonSchemaOf(entryShape);
    reportIssues(result.error.issues, { ...context, root: entry, value, prefix: `plugins.${id}`, schema });
    return undefined;
  }
  const { use, bind = {}, require = [] } = result.data;
  return { id, use, bind, require, entry };
}

function pipelinesOf(paths: readonly string[], raw: RawConfig, root: MapEntry, problems: Problems): string[] {
  const list = childOf(root.node, 'pipelines')?.node;
  return paths.flatMap((path, index) => {
    const [file = '', name] = path.split('#');
    const absolute = resolve(raw.baseDir, file);
    const place: Place | undefined = list && childOf(list, index)?.node.place;
    if (!existsSync(absolute)) {
      // The built-in configuration names where a pipeline would be, not one that must be there.
      if (place && !place.source.builtIn) problems.add('PEN_PIPELINE_NOT_FOUND', `There is no file ${file}`, place);
      return [];
    }
    return [name === undefined ? absolute : `${absolute}#${name}`];
  });
}

function refuseReferences(node: ConfigNode, problems: Problems): ConfigNode {
  if (node.kind === 'map') for (const entry of node.entries.values()) refuseReferences(entry.node, problems);
  else if (node.kind === 'list') for (const item of node.items) refuseReferences(item, problems);
  else if (typeof node.value === 'string' && node.value.includes('${')) {
    problems.add(
      'PEN_CONFIG_REFERENCE',
      'References can stand only in values under `with:`, not in what chooses plugins',
      node.place,
      {
        hint: 'Write it out, or put what differs into an overlay penstock.<profile>.yaml.',
      },
    );
  }
  return node;
}

async function mapValues<N extends ConfigNode>(
  node: N,
  change: (node: ConfigNode, key: string) => Promise<ConfigNode>,
): Promise<N> {
  if (node.kind !== 'map') return node;
  const entries: [string, MapEntry][] = [];
  for (const [key, entry] of node.entries) entries.push([key, { ...entry, node: await change(entry.node, key) }]);
  return { ...node, entries: new Map(entries) };
}

function valueAt(node: ConfigNode, path: ConfigPath): unknown {
  let here: ConfigNode | undefined = node;
  for (const step of path) here = here && childOf(here, step)?.node;
  return here && toValue(here);
}

function projectName(baseDir: string): string {
  const name = basename(baseDir)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'project' : name;
}
