import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { manifestFile } from './model-manifest.ts';

/** `/`-separated paths of all files of a model directory but `MLmodel`, sorted by UTF-8 bytes. */
export async function modelFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== manifestFile && path !== `.${manifestFile}`)
    .sort(byBytes);
}

/** `sha256:` and the hash of a file's bytes. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** Digest of a directory: SHA-256 over `path NUL file-digest LF` of every file, in order of the paths' bytes. */
export function modelDigest(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort(byBytes)) hash.update(`${path}\0${files[path]}\n`);
  return `sha256:${hash.digest('hex')}`;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
