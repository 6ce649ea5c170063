import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { announcedFile, deltaFolder, schema } from './delta-tables.ts';

/** A table that is a log only: its data files do not exist. */
export interface LogShape {
  readonly commits: number;
  readonly filesPerCommit: number;
  /** Commits between checkpoints; absent for none. */
  readonly checkpointEvery?: number;
}

/** Folder of a table with a log of this shape, made once. */
export async function deltaLog(cache: string, shape: LogShape): Promise<string> {
  const { commits, filesPerCommit, checkpointEvery } = shape;
  const name = `log-${commits}x${filesPerCommit}-${checkpointEvery ?? 'none'}`;
  const folder = join(cache, `delta-${name}`);
  if (existsSync(folder)) return join(folder, name);
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  {
    await using made = await deltaFolder(draft);
    const { tables } = made;
    const properties = { 'delta.checkpointInterval': String(checkpointEvery ?? 100_000_000) };
    await tables.create(name, { schema, properties });
    for (let commit = 0; commit < commits; commit++) {
      const files = Array.from({ length: filesPerCommit }, () => announcedFile(tables, name, 10));
      await tables.write(name, { mode: 'append', schema, files });
    }
  }
  await rename(draft, folder);
  return join(folder, name);
}
