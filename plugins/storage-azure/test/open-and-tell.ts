// Child process: opens a store with the options given and prints `opened` or the code of the error.
import { PenstockError } from '@penstock/core';
import { openPlugin } from '@penstock/core/testing';
import plugin from '../src/index.ts';

try {
  const opened = await openPlugin(plugin, { options: JSON.parse(process.argv[2] ?? '{}') });
  await opened.close();
  process.stdout.write('opened\n');
} catch (error) {
  process.stdout.write(`${PenstockError.is(error) ? error.code : String(error)}\n`);
}
