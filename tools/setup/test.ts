import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testPython } from './python.ts';

/**
 * The test command: sets up what tests compare with, runs all suites, lists what was skipped by name and ends with
 * `N passed, N failed`. With CI=true a test that was skipped because a service is not there counts as failed.
 * `--long` runs the long suites whole; other arguments go to vitest.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const args = process.argv.slice(2);
const python = testPython();
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });
const results = join(cache, 'test-results.json');

const run = spawnSync(
  'vitest',
  [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...args.filter((arg) => arg !== '--long'),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      ...(python ? { PENSTOCK_PYTHON: python } : {}),
      ...(args.includes('--long') ? { PENSTOCK_LONG: '1' } : {}),
    },
  },
);

interface Result {
  readonly status: string;
  readonly fullName: string;
}
const report = existsSync(results)
  ? (JSON.parse(readFileSync(results, 'utf8')) as {
      testResults: { assertionResults: Result[]; status: string; name: string }[];
    })
  : { testResults: [] };
const tests = report.testResults.flatMap((file) => file.assertionResults);
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const missing = process.env['CI'] === 'true' ? skipped.filter((test) => /\(needs /.test(test.fullName)) : [];
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
);

if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((test) => `  ${test.fullName.trim()}`).join('\n')}`);
if (missing.length > 0)
  console.log(
    `\nFailed because a service is missing that this machine can have:\n${missing.map((test) => `  ${test.fullName.trim()}`).join('\n')}`,
  );
const passed = tests.filter((test) => test.status === 'passed').length;
const failed = tests.filter((test) => test.status === 'failed').length + missing.length + brokenFiles.length;
console.log(`${passed} passed, ${failed + (failed === 0 && run.status !== 0 ? 1 : 0)} failed`);
process.exitCode = run.status !== 0 || failed > 0 || passed === 0 ? 1 : 0;
