import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exportsTarget } from './exports-target.ts';

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly penstock?: { readonly provides?: readonly string[] };
  readonly [key: string]: unknown;
}

export interface ResolvedUse {
  /** URL of the module. */
  readonly url: string;
  /** Export to take. */
  readonly exportName: string;
  readonly packageName?: string;
  readonly version?: string;
}

/** Why `use:` leads nowhere, for people. */
export interface Unresolved {
  readonly reason: string;
  readonly hint: string;
}

/**
 * Finds the module that `use:` names: a path relative to the file it stands in, or a package, looked for as an
 * ES module import would from each of `bases` in turn. Nothing is loaded.
 */
export function resolveUse(use: string, bases: readonly string[]): ResolvedUse | Unresolved {
  const [specifier = '', exportName = 'default'] = use.split('#');
  if (/^(\.{0,2}\/|file:|[A-Za-z]:[\\/])/.test(specifier)) return resolvePath(specifier, exportName, bases);
  if (!/^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(\/[^\\]*)?$/i.test(specifier)) {
    return { reason: 'is neither a package nor a path', hint: 'Write a package name, or a path that starts with ./' };
  }
  return resolvePackage(specifier, exportName, bases);
}

export function readPackageJson(path: string): PackageJson {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageJson;
}

function resolvePath(path: string, exportName: string, bases: readonly string[]): ResolvedUse | Unresolved {
  const base = bases[0] ?? '';
  const url = /^[A-Za-z]:/.test(path) ? pathToFileURL(path) : new URL(path, base);
  const file = fileURLToPath(url);
  if (!existsSync(file))
    return { reason: 'names a file that does not exist', hint: `Create ${file}, or correct the path.` };
  // As for imports, links are followed: what the module imports is looked for from where it really is.
  return { url: pathToFileURL(realpathSync(file)).href, exportName };
}

function resolvePackage(specifier: string, exportName: string, bases: readonly string[]): ResolvedUse | Unresolved {
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const path = bases.map((base) => packageJsonOf(name, base)).find((found) => found !== undefined);
  if (path === undefined) return { reason: 'names a package that is not installed', hint: `Run: npm install ${name}` };
  const json = readPackageJson(path);
  const subpath = `.${specifier.slice(name.length)}`;
  const target = json.exports === undefined ? legacyTarget(json, subpath) : exportsTarget(json.exports, subpath);
  const file = target === undefined ? undefined : join(dirname(path), target);
  if (file === undefined || !existsSync(file)) {
    return {
      reason: `names "${subpath}" of package ${name}, which the package does not export`,
      hint: `Check the name, or update ${name} (installed: ${json.version ?? 'unknown version'}).`,
    };
  }
  return {
    url: pathToFileURL(realpathSync(file)).href,
    exportName,
    ...(json.name === undefined ? {} : { packageName: json.name }),
    ...(json.version === undefined ? {} : { version: json.version }),
  };
}

/** The package.json of an installed package as seen from a module. */
export function packageJsonOf(name: string, base: string): string | undefined {
  try {
    return findPackageJSON(name, base);
  } catch {
    // It throws ERR_MODULE_NOT_FOUND where there is no such package, which is an answer here.
    return undefined;
  }
}

function legacyTarget(json: PackageJson, subpath: string): string {
  return subpath === '.' ? (json.main ?? 'index.js') : subpath;
}
