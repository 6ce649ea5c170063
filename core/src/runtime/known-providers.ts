import { findPackageJSON } from 'node:module';
import { packageJsonOf, readPackageJson } from './resolve-use.ts';

const lists = ['dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'];

/** Advice for a missing capability: which installed packages provide it, by the `penstock.provides` they declare. */
export function adviceFor(capability: string, bases: readonly string[]): string {
  const packages = [...new Set(bases.flatMap((base) => providersSeenFrom(base, capability)))].sort();
  const uses = packages.map((name) => `use: '${name}'`);
  return uses.length === 0
    ? `Install a plugin that provides ${capability} and add it under \`plugins:\`.`
    : `Add one under \`plugins:\`, e.g. ${uses.join(' or ')}.`;
}

/** Read only for advice; code is loaded through `use:` alone. */
function providersSeenFrom(base: string, capability: string): string[] {
  try {
    const own = findPackageJSON('.', base);
    if (own === undefined) return [];
    const json = readPackageJson(own);
    const names = lists.flatMap((list) => Object.keys((json[list] as Record<string, string> | undefined) ?? {}));
    return names.filter((name) => {
      const path = packageJsonOf(name, base);
      return path !== undefined && readPackageJson(path).penstock?.provides?.includes(capability) === true;
    });
  } catch {
    // Advice is given on the way to an error; a package.json that cannot be read must not hide that one.
    return [];
  }
}
