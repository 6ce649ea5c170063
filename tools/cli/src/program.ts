import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type Io, makeIo } from './output/io.ts';

/** What a command module exports: the work, given the arguments, its own options and where to write. */
export interface CommandModule {
  run(
    io: Io,
    options: Readonly<Record<string, unknown>>,
    args: readonly string[],
  ): Promise<number | undefined> | Promise<void>;
}
type Load = () => Promise<CommandModule>;

const exitHelp = `
Exit codes: 0 ok · 1 failed · 2 wrong usage or configuration · 3 denied or waiting for approval · 4 pipeline busy
            5 not found · 6 a check found something · 130 cancelled
Without a configuration file everything is local, under .penstock/`;

/** The whole command tree. Nothing but commander is loaded until a command runs. */
export function buildProgram(): Command {
  const program = new Command('penstock')
    .description('From lakehouse to live, watched, governed models')
    .version(versionOf(), '-V, --version')
    .option('-c, --config <file>', 'configuration file (default: penstock.yaml)')
    .option('-p, --profile <name>', 'overlay penstock.<name>.yaml')
    .option('--cwd <folder>', 'work as if started there')
    .option('--json', 'answer as JSON')
    .option('--no-color', 'no colours')
    .option('-q, --quiet', 'no news, only the answer')
    .option('--debug', 'errors with their stacks')
    .addHelpText('after', exitHelp)
    .showSuggestionAfterError()
    .showHelpAfterError('(penstock --help lists the commands)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  projectCommands(program);
  runCommands(program);
  lookCommands(program);
  governanceCommands(program);
  return program;
}

function projectCommands(program: Command): void {
  add(program, 'init [folder]', 'make a small project that runs', () => import('./commands/init.ts'))
    .option('-y, --yes', 'no questions')
    .option('--name <name>', 'name of the project');
  add(
    program,
    'check',
    'find everything that is wrong with configuration and pipelines',
    () => import('./commands/check.ts'),
  );
  add(
    program,
    'plan [pipeline]',
    'show what would run: plugins, who feeds whom, steps',
    () => import('./commands/plan.ts'),
  )
    .option('--from <profile>', 'compare: this profile …')
    .option('--to <profile>', '… with this one');
  add(program, 'schema', 'JSON Schema of the configuration, for editors', () => import('./commands/schema.ts')).option(
    '-o, --out <file>',
    'write it there',
  );
  add(program, 'doctor', 'check this machine and the configured services', () => import('./commands/doctor.ts'));
  add(program, 'plugins', 'list the configured plugins', () => import('./commands/plugins.ts'));
  add(
    program,
    'explain <name>',
    'explain an error code, capability, hook or plugin',
    () => import('./commands/explain.ts'),
  );
  add(program, 'completion <shell>', 'print a completion script for bash, zsh or fish', async () => {
    const { completion } = await import('./commands/completion.ts');
    return { run: async (io, _options, args) => completion(program, io, args[0] ?? '') };
  });
}

function runCommands(program: Command): void {
  const shared = (command: Command) =>
    command
      .option('--concurrency <n>', 'steps at once', wholeNumber)
      .option('--by <who>', 'who runs it, for the audit log')
      .option('--no-retrain', 'leave retraining that monitors ask for to a later run');
  shared(
    add(program, 'run [pipeline]', 'bring tables, models and monitors up to date', () => import('./commands/run.ts')),
  )
    .option('-s, --select <step...>', 'only these steps; +step with its inputs, step+ with its readers')
    .option('--full-refresh <table...>', 'compute these tables anew from all their sources');
  shared(
    add(program, 'resume [run]', 'go on with an interrupted or failed run', () => import('./commands/resume.ts')),
  ).option('--pipeline <name>', 'of this pipeline');
  add(program, 'serve', 'serve the deployed models over HTTP', () => import('./commands/serve.ts'))
    .option('--port <port>', 'default 5001; 0 for any free one', wholeNumber)
    .option('--host <address>', 'default 127.0.0.1');
  add(
    program,
    'monitor [pipeline]',
    'show drift and quality of the models in use',
    () => import('./commands/monitor.ts'),
  )
    .option('--run', 'look at new predictions first')
    .option('--windows <n>', 'how many windows to show', wholeNumber);
}

function lookCommands(program: Command): void {
  add(
    program,
    'status',
    'runs, tables, models, endpoints and approvals at a glance',
    () => import('./commands/status.ts'),
  );
  const tables = program.command('tables').description('tables and their versions');
  add(tables, 'list', 'all tables', () => import('./commands/tables-list.ts'), { isDefault: true });
  add(tables, 'history <table>', 'versions of a table', () => import('./commands/tables-history.ts')).option(
    '-n, --limit <n>',
    'how many',
    wholeNumber,
  );
  add(tables, 'show <table>', 'columns and first rows', () => import('./commands/tables-show.ts'))
    .option('--version <n>', 'as of a version', wholeNumber)
    .option('-n, --limit <n>', 'how many rows', wholeNumber);
  const runs = program.command('runs').description('runs of pipelines, and tracked training runs');
  add(runs, 'list', 'pipeline runs, newest first', () => import('./commands/runs-list.ts'), { isDefault: true }).option(
    '-n, --limit <n>',
    'how many',
    wholeNumber,
  );
  add(runs, 'show <run>', 'steps of a run', () => import('./commands/runs-show.ts'));
  add(runs, 'tracked', 'training runs with their metrics', () => import('./commands/runs-tracked.ts'))
    .option('--experiment <name>', 'of this experiment')
    .option('-n, --limit <n>', 'how many', wholeNumber);
}

function governanceCommands(program: Command): void {
  const models = program.command('models').description('registered models');
  add(models, 'list', 'all models', () => import('./commands/models-list.ts'), { isDefault: true });
  add(
    models,
    'show <model>',
    'versions of a model, and the quality of one',
    () => import('./commands/models-show.ts'),
  ).option('--version <n>', 'this version; default: the one in use');
  add(
    models,
    'promote <model> <version>',
    'ask the gates to put a version into use',
    () => import('./commands/models-promote.ts'),
  ).option('--by <who>', 'who asks, for the audit log');
  add(
    program,
    'approve [id]',
    'decide a pending promotion; without an id, list them',
    () => import('./commands/approve.ts'),
  )
    .option('--by <who>', 'who decides')
    .option('--reject', 'say no')
    .option('--comment <text>', 'why');
  const audit = program.command('audit').description('the audit log');
  add(audit, 'list', 'newest entries', () => import('./commands/audit-list.ts'), { isDefault: true }).option(
    '-n, --limit <n>',
    'how many',
    wholeNumber,
  );
  add(audit, 'verify', 'recompute the whole chain', () => import('./commands/audit-verify.ts')).addOption(
    new Option('--head <hash>', 'a hash noted earlier that must still be in it'),
  );
}

function add(
  parent: Command,
  usage: string,
  description: string,
  load: Load,
  options: { readonly isDefault?: boolean } = {},
): Command {
  const command = parent.command(usage, { isDefault: options.isDefault ?? false }).description(description);
  return command.action(async (...all: unknown[]) => {
    const args = all
      .slice(0, -2)
      .flat()
      .filter((arg) => arg !== undefined)
      .map(String);
    const io = makeIo(command.optsWithGlobals());
    const { run } = await load();
    const code = await run(io, command.opts(), args);
    if (typeof code === 'number') process.exitCode = code;
  });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return Number(text);
}

function versionOf(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
