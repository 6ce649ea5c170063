import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/**
 * Packs a workspace package as it is published: `dist/` compiled from `src/`, `exports` pointing at it.
 * @param folder of the package, e.g. `core`
 * @param out folder for the tarball
 * @returns path of the tarball
 */
export function pack(folder: string, out: string): string {
  const source = resolve(root, folder);
  execFileSync('tsc', ['-b', source], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const staged = mkdtempSync(join(tmpdir(), 'penstock-pack-'));
  try {
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
    writeFileSync(join(staged, 'package.json'), JSON.stringify(published(manifest), undefined, 2));
    for (const item of ['dist', 'bin', 'README.md']) {
      if (existsSync(join(source, item)))
        cpSync(join(source, item), join(staged, item), {
          recursive: true,
          filter: (path) => !path.endsWith('.tsbuildinfo'),
        });
    }
    cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
    mkdirSync(out, { recursive: true });
    const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', out], {
      cwd: staged,
      encoding: 'utf8',
    });
    const [packed] = JSON.parse(printed) as [{ filename: string }];
    return join(out, packed.filename);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/** The manifest with exports that point at the compiled files, and without what only the repository needs. */
export function published({
  private: _private,
  devDependencies: _dev,
  exports = {},
  ...manifest
}: Manifest): Record<string, unknown> {
  const compiled = (path: string) => path.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
  const entries = Object.entries(exports).map(([name, path]) =>
    path.endsWith('.ts') ? [name, { types: `${compiled(path)}.d.ts`, default: `${compiled(path)}.js` }] : [name, path],
  );
  return { ...manifest, exports: Object.fromEntries(entries), files: ['dist', 'bin', 'README.md', 'LICENSE'] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, out = '.'] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: node tools/pack/pack.ts <package folder> [folder for the tarball]');
  console.log(pack(folder, resolve(out)));
}
