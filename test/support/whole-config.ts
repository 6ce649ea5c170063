/** YAML of plugins for every capability of a small project on one thread. */
export const wholeConfig = `  store: { use: '@penstock/storage-fs', with: { root: .penstock/lake } }
  tables: { use: '@penstock/table-delta' }
  engine: { use: '@penstock/engine-duckdb', with: { threads: 1 } }
  tracking: { use: '@penstock/tracking-local' }
  training: { use: '@penstock/training-local' }
  gbt: { use: '@penstock/trainer-gbt' }
  linear: { use: '@penstock/trainer-gbt#linear' }
  flavor: { use: '@penstock/trainer-gbt#flavor' }
  tuner: { use: '@penstock/tuner-random' }
  evaluator: { use: '@penstock/evaluator-tabular' }
  serving: { use: '@penstock/serving-local' }
  drift: { use: '@penstock/drift-univariate' }
  audit: { use: '@penstock/governance-audit' }
  approvals: { use: '@penstock/governance-approvals' }
`;
