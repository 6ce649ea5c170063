import { readFile, writeFile } from 'node:fs/promises';
import type { SuiteResult } from '../harness/suite.ts';

/** The newest result of each suite, which the page is made of, so that one suite can be measured again alone. */
export async function readResults(path: string): Promise<readonly SuiteResult[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as readonly SuiteResult[];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Replaces the results of the suites given; `order` names all suites there are. */
export async function updateResults(
  path: string,
  fresh: readonly SuiteResult[],
  order: readonly string[],
): Promise<readonly SuiteResult[]> {
  const bySuite = new Map([...(await readResults(path)), ...fresh].map((result) => [result.suite, result]));
  const results = order.map((name) => bySuite.get(name)).filter((result) => result !== undefined);
  await writeFile(path, `${JSON.stringify(results, undefined, 2)}\n`);
  return results;
}
