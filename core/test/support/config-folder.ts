import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const plugins = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));

export interface ConfigFolder extends AsyncDisposable {
  readonly dir: string;
}

/** A temporary folder with the given files, where `./plugins` holds the plugins of the fixtures. */
export async function configFolder(files: Readonly<Record<string, string>>): Promise<ConfigFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'penstock-config-'));
  await symlink(plugins, join(dir, 'plugins'), 'junction');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
