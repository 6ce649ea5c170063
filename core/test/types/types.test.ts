import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const project = fileURLToPath(new URL('..', import.meta.url));

test('the compiler takes right plugins and refuses wrong ones where *.test-d.ts say so, and all tests of the core', async () => {
  const run = promisify(execFile)(process.execPath, [tsc, '-p', project]);
  const found = await run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  expect(found).toBe('');
});
