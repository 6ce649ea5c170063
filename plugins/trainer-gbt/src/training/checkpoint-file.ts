import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, checkpointSchema } from '../gbt/checkpoint.ts';

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

  async write(checkpoint: Checkpoint): Promise<void> {
    const unfinished = `${this.path}.new`;
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(JSON.stringify(checkpoint));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, this.path);
  }
}
