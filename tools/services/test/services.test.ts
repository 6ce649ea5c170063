import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { azurite, moto, needing, startAzurite, startMoto } from '../src/index.ts';

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

needing(test, moto)('moto starts on a port of its own and ends when it is closed', async () => {
  const [one, two] = await Promise.all([startMoto(), startMoto()]);
  expect(one.url).not.toBe(two.url);
  await one.close();
  await one.close();
  expect(await answers(one.url)).toBe(false);
  expect(await answers(two.url)).toBe(true);
  await two.close();
});

needing(test, azurite)('Azurite starts with a key of its own and ends when it is closed', async () => {
  const [one, two] = await Promise.all([startAzurite(), startAzurite()]);
  expect(one.url).not.toBe(two.url);
  expect(one.key).not.toBe(two.key);
  await Promise.all([one.close(), two.close()]);
  expect(await answers(one.url)).toBe(false);
});

needing(test, azurite)('a service ends with the process that started it, even when that is killed', async () => {
  const script = fileURLToPath(new URL('start-and-wait.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  expect(await answers(url)).toBe(true);
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false);
});

test('a test whose service is missing is skipped, and says why', () => {
  const names: string[] = [];
  const recorder = Object.assign((name: string) => names.push(name), {
    skip: (name: string) => names.push(`skip ${name}`),
  });
  needing(recorder, { name: 'a spaceship', present: false })('flies', async () => {});
  needing(recorder, { name: 'a bicycle', present: true })('rolls', async () => {});
  expect(names).toEqual(['skip flies (needs a spaceship)', 'rolls']);
});
