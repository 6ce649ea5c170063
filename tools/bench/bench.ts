import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { testPython } from '../setup/python.ts';
import { describeMachine } from './src/harness/machine.ts';
import { runSuite } from './src/harness/run-suite.ts';
import type { SuiteResult } from './src/harness/suite.ts';
import { markdownPage } from './src/output/markdown-page.ts';
import { updateResults } from './src/output/results-file.ts';
import { textReport } from './src/output/text-report.ts';
import { suites } from './src/suites/index.ts';

const usage = `npm run bench -- [suite …] [--quick] [--json] [--docs]

Suites: ${suites.map((suite) => suite.name).join(', ')} (default: all)
  --quick  small data and few turns: shows that everything runs
  --json   results as JSON on stdout
  --docs   keeps the results and writes docs/benchmarks.md
`;
const root = new URL('../../', import.meta.url);
const pathOf = (relative: string) => fileURLToPath(new URL(relative, root));

const { values, positionals } = readArguments();
const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) refuse(`There is no suite ${unknown.join(', ')}`);
if (values.docs && values.quick) refuse('Figures of --quick say nothing: they are not kept for the page');
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const machine = describeMachine();
let python: { readonly path: string | undefined } | undefined;
const results: SuiteResult[] = [];
for (const suite of suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  process.stderr.write(`${suite.name} …\n`);
  try {
    const result = await runSuite(suite, {
      machine,
      quick: values.quick,
      cache: pathOf('.cache/bench'),
      python: () => pythonOnce(),
    });
    results.push(result);
    if (!values.json) process.stdout.write(`\n${textReport(result)}\n\n`);
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`The suite ${suite.name} failed: ${error instanceof Error ? error.stack : error}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
if (values.docs) {
  const order = suites.map((suite) => suite.name);
  const kept = await updateResults(pathOf('tools/bench/results.json'), results, order);
  await writeFile(pathOf('docs/benchmarks.md'), markdownPage(kept));
}

/** Looked for, and set up, only when a suite asks. */
function pythonOnce(): string | undefined {
  python ??= { path: testPython() };
  return python.path;
}

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ allowPositionals: true, options: { quick: flag, json: flag, docs: flag, help: flag } });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n\n${usage}`);
  process.exit(2);
}
