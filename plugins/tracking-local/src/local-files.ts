import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { PenstockError } from '@penstock/core';
import { absence } from './rules/absence.ts';
import { refusal } from './rules/refusal.ts';

export interface LocalFiles {
  readonly isFolder: boolean;
  readonly files: readonly {
    readonly path: string;
    /** Relative to the folder, `/`-separated, sorted; empty for a single file. */
    readonly name: string;
  }[];
}

/** A file, or all files below a folder. Links to files count as files; PEN_TRACKING_INVALID for links to folders. */
export async function localFiles(path: string): Promise<LocalFiles> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw absence(`"${path}"`, 'Log a file or folder that exists.');
    throw new PenstockError('PEN_TRACKING_FAILED', `"${path}" cannot be read: ${error.message}`, {
      at: path,
      cause: error,
    });
  });
  if (!info.isDirectory()) return { isFolder: false, files: [{ path, name: '' }] };
  const files = [];
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() && !(await isLinkToFile(file))) {
      throw refusal('Artifact', file, 'is neither a file nor a link to one; replace it by what it stands for');
    }
    files.push({ path: file, name: relative(path, file).split(sep).join('/') });
  }
  return { isFolder: true, files: files.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

async function isLinkToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}
