import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { Io } from '../output/io.ts';
import { projectFiles, type TemplateName, templates } from '../project/project-files.ts';
import { folderOf } from '../read-plan.ts';

interface Options {
  readonly yes?: boolean;
  readonly name?: string;
  readonly template?: string;
}

/** Makes a small project that runs: configuration, pipeline and some rows. Nothing is written over. */
export async function run(io: Io, options: Options, [folder = '.']: readonly string[]): Promise<void> {
  const dir = resolve(folderOf(io.flags), folder);
  const { name, template } = await wishes(io, options, basename(dir));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || !/^[a-z]/.test(name))
    throw usage(
      `"${name}" is not a project name: small letters, digits and -, beginning with a letter`,
      'Give one with --name.',
    );
  const { own, shared } = projectFiles(name, template, await ownVersion());
  const present = Object.keys(own).filter((path) => existsSync(join(dir, path)));
  if (present.length > 0)
    throw new PenstockError('PEN_ALREADY_EXISTS', `${dir} has ${present.join(', ')} already`, {
      hint: 'Choose another folder, or move these away.',
    });
  const kept = Object.keys(shared).filter((path) => existsSync(join(dir, path)));
  const files = Object.entries({ ...own, ...shared }).filter(([path]) => !kept.includes(path));
  for (const [path, text] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { flag: 'wx' });
  }
  if (io.flags.json) return io.json({ project: name, template, dir, files: files.map(([path]) => path) });
  io.out(`${io.style.green('made')} ${io.style.bold(name)} in ${dir}`);
  for (const [path, text] of files) io.out(`  ${path}  ${io.style.dim(aboutFile(path, text))}`);
  for (const path of kept) io.out(`  ${path}  ${io.style.dim('left as it is')}`);
  tellNext(io, folder, template);
}

async function wishes(io: Io, options: Options, folder: string): Promise<{ name: string; template: TemplateName }> {
  const proposal =
    folder
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-0-9]+|-+$/g, '') || 'project';
  const asks = !options.yes && !io.flags.json && io.terminal && process.stdin.isTTY === true;
  const name = options.name ?? (asks ? await askName(proposal) : proposal);
  const template = options.template ?? (asks ? await askTemplate() : 'tables');
  if (!isTemplate(template))
    throw usage(`There is no template "${template}"`, `There is ${Object.keys(templates).join(', ')}.`);
  return { name, template };
}

async function askName(proposal: string): Promise<string> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message: 'Name of the project', initialValue: proposal });
  if (isCancel(answer)) throw cancelled();
  return answer;
}

async function askTemplate(): Promise<string> {
  const { isCancel, select } = await import('@clack/prompts');
  const answer = await select({
    message: 'What shall it show?',
    options: [
      { value: 'tables', label: 'tables', hint: 'files, cleaned by expectations, summed up' },
      { value: 'model', label: 'a model', hint: 'trained, deployed, scored with and watched' },
    ],
  });
  if (isCancel(answer)) throw cancelled();
  return answer;
}

function tellNext(io: Io, folder: string, template: TemplateName): void {
  const commands = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    'penstock plan',
    'penstock run',
    ...(template === 'tables'
      ? ['penstock tables show orders_quarantine']
      : ['penstock models show late-parcels', 'mv later/*.csv lake/landing && penstock run && penstock monitor']),
  ];
  io.out(`\n${io.style.dim('next:')} ${commands.join(`\n      `)}`);
}

function aboutFile(path: string, text: string): string {
  if (path.endsWith('.csv')) return `${text.split('\n').length - 2} rows`;
  return { 'penstock.yaml': 'what runs where', 'pipeline.ts': 'tables and models' }[path] ?? '';
}

async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

function isTemplate(name: string): name is TemplateName {
  return name in templates;
}

function usage(message: string, hint: string): PenstockError {
  return new PenstockError('PEN_USAGE', message, { hint });
}

function cancelled(): PenstockError {
  return new PenstockError('PEN_ABORTED', 'Nothing was made', { hint: 'Begin again with penstock init.' });
}
