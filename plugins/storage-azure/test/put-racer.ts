// Child process: for every line `{ options, name, keys }` opens a store and tries to create the keys, and prints those it won.
import { createInterface } from 'node:readline';
import { PenstockError } from '@penstock/core';
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import plugin from '../src/index.ts';

await import('../src/open-azure-store.ts');
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { options, name, keys } = JSON.parse(line);
  const opened = await openPlugin<ObjectStore>(plugin, { options });
  const won: string[] = [];
  for (const key of keys) {
    try {
      await opened.value.put(key, new TextEncoder().encode(name.repeat(1000)), { ifAbsent: true });
      won.push(key);
    } catch (error) {
      if (!PenstockError.is(error, 'PEN_ALREADY_EXISTS')) throw error;
    }
  }
  await opened.close();
  process.stdout.write(`${JSON.stringify(won)}\n`);
}
