import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const plugins = readdirSync(join(root, 'plugins')).sort();
const sources = walk(root).filter((path) => /\.(ts|mjs)$/.test(path));
const imports = new Map(sources.map((path) => [path, importsOf(path)]));

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly penstock?: { readonly provides?: readonly string[] };
}

describe('imports', () => {
  const offenders = (area: RegExp, allowed: (specifier: string, path: string) => boolean) =>
    sources
      .filter((path) => area.test(path))
      .flatMap((path) =>
        (imports.get(path) ?? [])
          .filter((specifier) => !allowed(specifier, path))
          .map((specifier) => `${path} imports ${specifier}`),
      );

  test('contracts import types and the capability function only', () => {
    const allowed = (specifier: string) =>
      specifier.startsWith('./') || specifier === '../plugin/capability.ts' || specifier === 'apache-arrow';
    expect(offenders(/^core\/src\/contracts\//, allowed)).toEqual([]);
    for (const path of sources.filter((item) => item.startsWith('core/src/contracts/'))) {
      expect(readFileSync(join(root, path), 'utf8')).not.toMatch(/import (?!type)[^;]*from 'apache-arrow'/);
    }
  });

  test('a plugin imports the core by its public entry points, its own files and its own dependencies, never another plugin', () => {
    const allowed = (specifier: string, path: string) => {
      if (specifier.startsWith('.'))
        return !relative(join(root, 'plugins', path.split('/')[1] ?? ''), join(root, path, '..', specifier)).startsWith(
          '..',
        );
      if (specifier.startsWith('node:')) return true;
      if (specifier.startsWith('@penstock/'))
        return [
          '@penstock/core',
          '@penstock/core/contracts',
          '@penstock/core/models',
          '@penstock/core/storage',
        ].includes(specifier);
      return declared(path).has(packageOf(specifier));
    };
    expect(offenders(/^plugins\/[^/]+\/src\//, allowed)).toEqual([]);
  });

  test('examples and tests use public entry points; nobody imports tools or examples', () => {
    expect(offenders(/^examples\//, (specifier, path) => !leaves(path, specifier, 2))).toEqual([]);
    expect(
      offenders(
        /^(core|plugins|tools)\//,
        (specifier) => !specifier.startsWith('@penstock/example') && !/(^|\/)examples\//.test(specifier),
      ),
    ).toEqual([]);
    expect(
      offenders(
        /^(core|plugins|examples)\//,
        (specifier) => specifier !== 'penstock' && !/(^|\/)tools\//.test(specifier),
      ),
    ).toEqual([]);
    expect(offenders(/^test\//, (specifier) => !/\/(core|plugins)\/.*src\//.test(specifier))).toEqual([]);
  });

  test('tools use the core by its public entry points', () => {
    expect(offenders(/^tools\/[^/]+\/src\//, (specifier, path) => !leaves(path, specifier, 2))).toEqual([]);
  });

  test('config, runtime and testing are private to the core except through entry points', () => {
    expect(
      offenders(
        /^core\/src\/(plugin|errors|hooks|contracts|pipeline)\//,
        (specifier) => !/\/(runtime|testing|config)\//.test(specifier),
      ),
    ).toEqual([]);
  });

  test.each(['inversify', 'tapable', 'yaml'])('%s is imported by exactly one file of the core', (name) => {
    const importers = sources.filter(
      (path) =>
        path.startsWith('core/src/') && (imports.get(path) ?? []).some((specifier) => packageOf(specifier) === name),
    );
    expect(importers).toHaveLength(1);
  });

  test('the core imports no vendor and no network module', () => {
    const vendors = new Set(['inversify', 'reflect-metadata', 'tapable', 'yaml', 'zod', 'apache-arrow']);
    expect(
      offenders(
        /^core\/src\//,
        (specifier) =>
          specifier.startsWith('.') ||
          (specifier.startsWith('node:') && !/^node:(http|https|http2|net|tls|dgram)$/.test(specifier)) ||
          vendors.has(packageOf(specifier)),
      ),
    ).toEqual([]);
  });

  test('there are no import cycles', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('rooms', () => {
  test('no source file has more than 300 lines', () => {
    const long = sources
      .filter((path) => !path.includes('/test/') && !path.startsWith('test/'))
      .map((path) => [path, readFileSync(join(root, path), 'utf8').split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > 300)).toEqual([]);
  });

  test('files are kebab-case, and none is called utils, helpers or common', () => {
    const names = sources.map((path) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|config|d))?\.(ts|mjs)$/.test(name))).toEqual(
      [],
    );
    expect(sources.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path))).toEqual([]);
  });

  test('entry points re-export by name', () => {
    const entries = sources.filter((path) => /^core\/src\/([a-z]+\/)?index\.ts$/.test(path));
    expect(entries.filter((path) => /export \* from/.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  test('the environment is read in the configuration only', () => {
    const readers = sources.filter(
      (path) =>
        /^(core|plugins)\/([^/]+\/)?src\//.test(path) && /process\.env\b/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(
      readers.filter(
        (path) =>
          !/^core\/src\/config\//.test(path) &&
          !/^core\/src\/runtime\/load-plan\.ts$/.test(path) &&
          !/^plugins\/training-local\//.test(path),
      ),
    ).toEqual([]);
  });
});

describe.each(plugins)('plugin %s', (plugin) => {
  const dir = join(root, 'plugins', plugin);
  const manifest = manifestOf(`plugins/${plugin}/`);

  test('has the files of the recipe', () => {
    for (const file of [
      'package.json',
      'README.md',
      'tsconfig.json',
      'src/index.ts',
      'src/options.ts',
      'test/conformance.test.ts',
    ]) {
      expect(existsSync(join(dir, file)), `plugins/${plugin}/${file}`).toBe(true);
    }
  });

  test('folder, package and README agree on the name', () => {
    expect(manifest).toMatchObject({ name: `@penstock/${plugin}`, license: 'Apache-2.0' });
    expect(readFileSync(join(dir, 'README.md'), 'utf8')).toMatch(new RegExp(`^# (@penstock/)?${plugin}\\b`));
  });

  test('says what it provides, and runs the conformance suite of it', () => {
    expect(manifest.penstock?.provides).toBeInstanceOf(Array);
    const conformance = readFileSync(join(dir, 'test/conformance.test.ts'), 'utf8');
    if (manifest.penstock?.provides?.length) expect(conformance).toMatch(/conform\(/);
  });

  test('describes every option in its README', () => {
    const options = readFileSync(join(dir, 'src/options.ts'), 'utf8');
    const readme = readFileSync(join(dir, 'README.md'), 'utf8');
    const top = /strictObject\(\{([\s\S]*)\}\)/.exec(options)?.[1] ?? '';
    for (const [, name] of top.matchAll(/^ {2}([a-zA-Z]+):/gm)) expect(readme, `option ${name}`).toContain(name ?? '');
  });
});

test('every package is a reference of the root tsconfig', () => {
  const references = (
    JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { references: { path: string }[] }
  ).references
    .map((item) => item.path)
    .sort();
  const packages = sources
    .map((path) => /^(core|plugins\/[^/]+|tools\/[^/]+|examples\/[^/]+)\//.exec(path)?.[1] ?? '')
    .filter(
      (path, at, all) => path !== '' && all.indexOf(path) === at && existsSync(join(root, path, 'tsconfig.json')),
    );
  expect(references).toEqual([...packages.map((path) => `./${path}`)].sort());
});

function walk(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', '.git', '.nx', '.cache', '.penstock', 'fixtures'].includes(entry.name)) return [];
    const path = join(dir, entry.name);
    return entry.isDirectory() ? walk(path) : [relative(root, path)];
  });
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/`[^`]*`/g, '``');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? '');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function manifestOf(path: string): Manifest {
  const folder = /^(core|(?:plugins|tools|examples)\/[^/]+)\//.exec(path)?.[1] ?? '';
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

function declared(path: string): ReadonlySet<string> {
  const manifest = manifestOf(path);
  return new Set([...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {})]);
}

/** Whether a relative import leaves the package, whose folder has `depth` segments. */
function leaves(path: string, specifier: string, depth: number): boolean {
  if (!specifier.startsWith('.')) return false;
  const target = join(path, '..', specifier);
  return target.split('/').slice(0, depth).join('/') !== path.split('/').slice(0, depth).join('/');
}

function cycles(): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === 'open') found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (state.has(path)) return;
    state.set(path, 'open');
    for (const specifier of valueImportsOf(path)) {
      const target = join(path, '..', specifier);
      if (imports.has(target)) visit(target, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const path of sources) visit(path, []);
  return found;
}

// Types that refer to each other are no cycle: nothing is loaded.
function valueImportsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:^|\n)(?:import|export)\s(?!type\b)(\{[^}]*\}|[^'"`;{]*?)\s*from\s['"](\.[^'"]+)['"]/g)]
    .filter(([, names = '']) => !/^\{(\s*type\s[^,}]*,?)*\s*\}$/.test(names))
    .map((match) => match[2] ?? '');
}
