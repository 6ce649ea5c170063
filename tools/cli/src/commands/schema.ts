import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { configSchema } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { readPlan } from '../session.ts';

export async function run(io: Io, { out }: { readonly out?: string }): Promise<void> {
  const schema = configSchema(await readPlan(io.flags));
  if (out === undefined) return io.json(schema);
  await writeFile(resolve(io.flags.cwd ?? '.', out), `${JSON.stringify(schema, undefined, 2)}\n`);
  io.news(`written to ${out}; begin penstock.yaml with: # yaml-language-server: $schema=${out}`);
}
