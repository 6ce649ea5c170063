import type { ErrorCode } from '@penstock/core';

/** Models that fail when they are run; the definition stands in line 4 of its file. */
export interface BadModel {
  readonly name: string;
  /** Options that differ from those of a good model, as source text. */
  readonly options?: Readonly<Record<string, string>>;
  /** Source of a training module to use instead of the configured trainer. */
  readonly program?: string;
  readonly code: ErrorCode;
  /** 0 where the place is not in the pipeline file. */
  readonly line?: number;
  readonly message: RegExp;
}

/** Source of a pipeline with a model on the rows of {@link months}. */
export function modelPipeline(name: string, options: Readonly<Record<string, string>> = {}): string {
  const all = {
    from: 'rows',
    key: "'id'",
    label: "'late'",
    task: "'binary'",
    features: "features({ amount: numeric('amount'), customer: category('customer') })",
    split: "{ by: 'placed', every: 'month', train: 1, test: 1 }",
    with: "'gbt'",
    params: '{ numTrees: 3, numLeaves: 4 }',
    ...options,
  };
  const text = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
  return `import { category, features, numeric } from '@penstock/core/models';
import { files, monitor, pipeline, predictions, sql, streamingTable, table, trained } from '@penstock/core/pipeline';
const rows = streamingTable('rows', sql\`select *, cast(null as boolean) as unknown, true as always, amount % 3 as three, case when amount < 50 then id end as gap, 'x' as same, month(placed) = 2 or late as lately from \${files('landing/*.csv')}\`);
const model = trained('${name}', { ${text.join(', ')} } as never);
const fine = table('fine', sql\`select count(*) as n from \${rows}\`);
export default pipeline('models', [fine, model]);
`;
}

/** A month of orders as CSV, 60 by default. */
export function months(month: number, late = (row: number): boolean => row % 3 === 0, orders = 60): string {
  const lines = Array.from(
    { length: orders },
    (_, row) =>
      `m${month}-${row},2026-0${month}-${String(1 + (row % 28)).padStart(2, '0')}T10:00:00Z,${late(row)},${(row * 37) % 101},c${row % 7}`,
  );
  return `id,placed,late,amount,customer\n${lines.join('\n')}\n`;
}

export const badModels: readonly BadModel[] = [
  {
    name: 'an unknown trainer',
    options: { with: "'xgboost'" },
    code: 'PEN_CAPABILITY_MISSING',
    message: /trains with "xgboost", but no trainer of that name is configured \(configured: gbt, linear\)/,
  },
  {
    name: 'an unknown trainer for the baseline',
    options: { baseline: "'mean'" },
    code: 'PEN_CAPABILITY_MISSING',
    message: /trains with "mean"/,
  },
  {
    name: 'a training module that does not exist',
    options: { with: "'./nowhere.ts'" },
    code: 'PEN_PIPELINE_NOT_FOUND',
    message: /Training module \.\/nowhere\.ts .* does not exist/,
  },
  {
    name: 'a label that is no column',
    options: { label: "'lat'" },
    code: 'PEN_FEATURES_INVALID',
    message: /needs column lat, which "rows" does not have/,
  },
  {
    name: 'a feature that is no column',
    options: { features: "features({ total: numeric('amount') })" },
    code: 'PEN_FEATURES_INVALID',
    message: /needs column total/,
  },
  {
    name: 'a key, a period and a slice that are no columns',
    options: { key: "'k'", split: "{ by: 'd', every: 'day', train: 1, test: 1 }", evaluate: "{ slices: ['s'] }" },
    code: 'PEN_FEATURES_INVALID',
    message: /needs columns k, d, s/,
  },
  {
    name: 'a label of words',
    options: { label: "'customer'", features: "features({ amount: numeric('amount') })" },
    code: 'PEN_TRAINING_DATA',
    message: /the label "customer" is string/,
  },
  {
    name: 'a label that is never known',
    options: { label: "'unknown'" },
    code: 'PEN_TRAINING_DATA',
    message: /none of the 60 rows of 2026-01-01\.\.2026-01-01 has a label/,
  },
  {
    name: 'a label with one class',
    options: { label: "'always'" },
    code: 'PEN_TRAINING_DATA',
    line: 0,
    message: /one class only: every label is 1/,
  },
  {
    name: 'a label with one class among the newest rows',
    options: { label: "'lately'" },
    code: 'PEN_METRIC_UNDEFINED',
    message: /cannot be judged: there is no auc on the 60 rows of 2026-02-01/,
  },
  {
    name: 'a label of three classes',
    options: { label: "'three'" },
    code: 'PEN_TRAINING_DATA',
    line: 0,
    message: /the label 2; a binary label is 0 or 1/,
  },
  {
    name: 'too few periods',
    options: { split: "{ by: 'placed', every: 'month', train: 5, test: 1 }" },
    code: 'PEN_TRAINING_DATA',
    message: /needs 6 periods \(month\) of data by placed; there are 2/,
  },
  {
    name: 'a split by a column that is no date',
    options: { split: "{ by: 'amount', every: 'month', train: 1, test: 1 }" },
    code: 'PEN_TRAINING_DATA',
    message: /"amount", by which it is split, is long/,
  },
  {
    name: 'a key that is null in some rows',
    options: { key: "'gap'" },
    code: 'PEN_TRAINING_DATA',
    message: /rows have no "gap", which is to tell rows apart/,
  },
  {
    name: 'a key that is the same in all rows',
    options: { key: "'same'" },
    code: 'PEN_TRAINING_DATA',
    message: /is left (to train on|for validation)/,
  },
  {
    name: 'a parameter out of range',
    options: { params: '{ numTrees: -1 }' },
    code: 'PEN_TRAINING_PARAMS',
    line: 0,
    message: /numTrees/,
  },
  {
    name: 'an unknown parameter',
    options: { params: '{ trees: 10 }' },
    code: 'PEN_TRAINING_PARAMS',
    line: 0,
    message: /trees: unknown/,
  },
  {
    name: 'a search space upside down',
    options: { tune: "{ trials: 2, space: { learningRate: { type: 'uniform', low: 1, high: 0 } } }" },
    code: 'PEN_TRAINING_PARAMS',
    message: /"learningRate".*low is above high/,
  },
  {
    name: 'a search space of an unknown parameter',
    options: { tune: "{ trials: 2, space: { speed: { type: 'uniform', low: 0, high: 1 } } }" },
    code: 'PEN_TRAINING_PARAMS',
    line: 0,
    message: /speed: unknown/,
  },
  {
    name: 'a metric that nobody reports',
    options: { metric: "'happiness'" },
    code: 'PEN_METRIC_UNDEFINED',
    message: /there is no happiness .*\(there is auc, /,
  },
  {
    name: 'a command that cannot be started',
    options: { with: "{ command: ['./nowhere.py'] }" },
    code: 'PEN_TRAINING_FAILED',
    line: 0,
    message: /\.\/nowhere\.py.* cannot be started/,
  },
  {
    name: 'a program that throws',
    program: "export default async () => {\n  console.log('so far so good');\n  throw new Error('out of luck');\n};",
    code: 'PEN_TRAINING_FAILED',
    line: 0,
    message: /failed: out of luck[\s\S]*so far so good/,
  },
  {
    name: 'a program that exits',
    program: 'export default async () => process.exit(7);',
    code: 'PEN_TRAINING_FAILED',
    line: 0,
    message: /ended with exit code 7/,
  },
  {
    name: 'a program that hangs',
    options: { timeoutMs: '300' },
    program: 'export default () => new Promise(() => setInterval(() => {}, 1000));',
    code: 'PEN_TIMEOUT',
    line: 0,
    message: /took longer than 300 ms/,
  },
  {
    name: 'a program that gives no model',
    program: 'export default async () => ({ metrics: {}, flavors: {} });',
    code: 'PEN_MODEL_INVALID',
    line: 0,
    message: /has no flavor/,
  },
  {
    name: 'a program with a syntax error',
    program: '\nexport default async (',
    code: 'PEN_TRAINING_FAILED',
    line: 0,
    message: /cannot be loaded: .*train-\d+\.ts:2/,
  },
];
