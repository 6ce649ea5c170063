import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { definePlugin } from '@penstock/core';
import { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'engine-duckdb',
  description: 'Runs SQL flows over tables with DuckDB, inside the process',
  options,
  needs: { store: ObjectStore, tables: TableFormat },
  provides: QueryEngine,
  features: { spill: true, changes: true },
  async setup({ options, needs, baseDir, stateDir, onClose }) {
    const { Database } = await import('./database/database.ts');
    const { DuckDbEngine } = await import('./duckdb-engine.ts');
    const { removeOrphans } = await import('./database/owned-folder.ts');
    const tempDir = options.tempDir ?? join(stateDir, 'engine-duckdb');
    const database = await Database.open({
      ...options,
      tempDir: isAbsolute(tempDir) ? tempDir : join(baseDir, tempDir),
    });
    onClose(() => database.close());
    await removeOrphans(await needs.store.scratchDir(), 'engine-duckdb');
    const manifest: { version: string } = JSON.parse(
      await readFile(new URL('../package.json', import.meta.url), 'utf8'),
    );
    return new DuckDbEngine(database, needs, options.targetFileSize, `engine-duckdb ${manifest.version}`);
  },
});
