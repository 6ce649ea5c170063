import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, checkpointSchema } from '../gbt/checkpoint.ts';
import { storageError } from './storage-error.ts';

/** A checkpoint that survives a crash at any moment: the file is replaced whole or not at all. */
export class CheckpointFile {
  readonly path: string;

  constructor(dir: string) {
    this.path = join(dir, 'checkpoint.json');
  }

  /** Undefined when there is none that can be read. */
  async read(): Promise<Checkpoint | undefined> {
    try {
      const parsed = checkpointSchema.safeParse(JSON.parse(await readFile(this.path, 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (absent || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** @throws PEN_STORAGE_FULL, PEN_STORAGE_DENIED or PEN_STORAGE_FAILED. */
  async write(checkpoint: Checkpoint): Promise<void> {
    const unfinished = `${this.path}.new`;
    try {
      await writeFile(unfinished, JSON.stringify(checkpoint), { flush: true });
      await rename(unfinished, this.path);
    } catch (cause) {
      throw storageError(this.path, cause);
    }
  }
}
