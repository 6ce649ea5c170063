import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { configSchema, isConfigProblems, type Plan } from '@penstock/core/runtime';
import type { GlobalFlags } from '../global-flags.ts';
import type { Io } from '../output/io.ts';
import { folderOf, readPlan } from '../read-plan.ts';

/** Prints the JSON Schema of the configuration, with the options of the plugins in use. */
export async function run(io: Io, { out }: { readonly out?: string }): Promise<void> {
  const schema = configSchema(await planIfSound(io, io.flags));
  if (out === undefined) return io.json(schema);
  await writeFile(resolve(folderOf(io.flags), out), `${JSON.stringify(schema, undefined, 2)}\n`);
  io.news(`written to ${out}; let penstock.yaml begin with`);
  io.news(`# yaml-language-server: $schema=${out}`);
}

/** A configuration that is being mended is when an editor needs the schema most. */
async function planIfSound(io: Io, flags: GlobalFlags): Promise<Plan | undefined> {
  try {
    return await readPlan(flags);
  } catch (error) {
    if (!isConfigProblems(error)) throw error;
    io.news('The configuration has problems (penstock check): the options of its plugins are left out');
    return undefined;
  }
}
