import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigObject } from '@penstock/core/runtime';

/** The platform one gets without a configuration: everything local, under `.penstock/`. */
export function defaultConfig(cwd: string): ConfigObject {
  return {
    plugins: {
      store: { use: '@penstock/storage-fs' },
      tables: { use: '@penstock/table-delta' },
      engine: { use: '@penstock/engine-duckdb' },
      tracking: { use: '@penstock/tracking-local' },
      training: { use: '@penstock/training-local' },
      gbt: { use: '@penstock/trainer-gbt' },
      linear: { use: '@penstock/trainer-gbt#linear' },
      flavor: { use: '@penstock/trainer-gbt#flavor' },
      tuner: { use: '@penstock/tuner-random' },
      evaluator: { use: '@penstock/evaluator-tabular' },
      serving: { use: '@penstock/serving-local' },
      drift: { use: '@penstock/drift-univariate' },
      approvals: { use: '@penstock/governance-approvals' },
      audit: { use: '@penstock/governance-audit' },
      events: { use: '@penstock/events-memory' },
      reports: { use: '@penstock/report-html' },
    },
    pipelines: existsSync(join(cwd, 'pipeline.ts')) ? ['./pipeline.ts'] : [],
  };
}
