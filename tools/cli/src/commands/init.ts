import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { Io } from '../output/io.ts';
import { projectFiles } from '../project-files.ts';

interface Options {
  readonly yes?: boolean;
  readonly name?: string;
}

/** Makes a small project that runs: configuration, pipeline and a few rows. Nothing is written over. */
export async function run(io: Io, options: Options, [folder = '.']: readonly string[]): Promise<void> {
  const dir = resolve(io.flags.cwd ?? '.', folder);
  const name = options.name ?? (await askName(io, options, basename(dir)));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    throw new PenstockError('PEN_USAGE', `"${name}" is not a project name: small letters, digits and -`, {
      hint: 'Give one with --name.',
    });
  const files = projectFiles(name);
  const present = Object.keys(files).filter((path) => existsSync(join(dir, path)));
  if (present.length > 0)
    throw new PenstockError('PEN_ALREADY_EXISTS', `${dir} has ${present.join(', ')} already`, {
      hint: 'Choose another folder, or move these away.',
    });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { flag: 'wx' });
  }
  if (io.flags.json) return io.json({ project: name, dir, files: Object.keys(files) });
  io.out(`${io.style.green('made')} ${name} in ${dir}: ${Object.keys(files).join(', ')}`);
  io.out(`next: ${folder === '.' ? '' : `cd ${folder} && `}penstock plan, penstock run, penstock tables show orders`);
}

async function askName(io: Io, { yes }: Options, folder: string): Promise<string> {
  const proposal =
    folder
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'project';
  if (yes || !io.tty || process.stdin.isTTY !== true) return proposal;
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message: 'Name of the project', initialValue: proposal });
  if (isCancel(answer)) throw new PenstockError('PEN_ABORTED', 'Nothing was made');
  return answer;
}
