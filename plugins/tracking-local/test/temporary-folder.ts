import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder, removed when disposed. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'penstock-tracking-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
