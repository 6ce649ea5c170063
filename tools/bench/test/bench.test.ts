import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { markdownPage } from '../src/output/markdown-page.ts';
import { readResults } from '../src/output/results-file.ts';
import { LineProcess } from '../src/process/line-process.ts';
import { suites } from '../src/suites/index.ts';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const bench = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [pathOf('../bench.ts'), ...args], { timeout: 60_000 });

describe('the command', () => {
  test('runs a real suite with --quick and prints its results as JSON', { timeout: 60_000 }, async () => {
    const { stdout } = await bench('tracking', '--quick', '--json');
    const [result] = JSON.parse(stdout);
    expect(result).toMatchObject({ suite: 'tracking', quick: true, command: 'npm run bench -- tracking --quick' });
    expect(result.rows.map((row: { label: string }) => row.label)).toEqual([
      'log one metric',
      'log a batch of 1,000 metrics',
    ]);
    for (const row of result.rows) {
      expect(row.subject.median).toBeGreaterThan(0);
      expect(row.ratio.low).toBeLessThanOrEqual(row.ratio.high);
    }
  });

  test('refuses suites that do not exist and pages of quick runs, listing what there is', async () => {
    const known = expect.stringContaining(suites.map((suite) => suite.name).join(', '));
    await expect(bench('speed')).rejects.toMatchObject({ code: 2, stderr: known });
    await expect(bench('cli', '--quick', '--docs')).rejects.toMatchObject({ code: 2, stderr: known });
    await expect(bench('--fast')).rejects.toMatchObject({ code: 2, stderr: known });
  });
});

test('a program that ends without an answer is an error', async () => {
  await using program = LineProcess.start(process.execPath, ['-e', '']);
  await expect(program.ask({ do: 'work' })).rejects.toMatchObject({ code: 'PEN_INTERNAL' });
});

describe('docs/benchmarks.md', () => {
  test('is what the kept results give; else run `npm run bench -- --docs`', async () => {
    const page = await readFile(pathOf('../../../docs/benchmarks.md'), 'utf8');
    expect(page).toBe(markdownPage(await readResults(pathOf('../results.json'))));
  });

  test('has every suite, measured in full', async () => {
    const results = await readResults(pathOf('../results.json'));
    expect(results.map((result) => result.suite)).toEqual(suites.map((suite) => suite.name));
    expect(results.filter((result) => result.quick)).toEqual([]);
  });
});
