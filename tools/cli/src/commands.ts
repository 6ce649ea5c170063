import { Argument, type Command } from 'commander';
import { addCommand, addGroup, wholeNumber } from './add-command.ts';

/** Adds every command to the program; each is loaded when it runs. */
export function addCommands(program: Command): void {
  program.commandsGroup('A project:');
  projectCommands(program);
  program.commandsGroup('At work:');
  runCommands(program);
  program.commandsGroup('What is there:');
  lookCommands(program);
  program.commandsGroup('Governance:');
  governanceCommands(program);
  program.commandsGroup('Help:');
  helpCommands(program);
}

function projectCommands(program: Command): void {
  addCommand(program, 'init [folder]', 'make a small project that runs', () => import('./commands/init.ts'))
    .option('--name <name>', 'name of the project (default: that of the folder)')
    .option('-t, --template <name>', 'tables, or model for a model that is trained, scored with and watched')
    .option('-y, --yes', 'no questions');
  addCommand(program, 'check', 'find everything that is wrong with it', () => import('./commands/check.ts')).option(
    '--deep',
    'set up the plugins too: names of trainers, parameters, SQL and expectations',
  );
  addCommand(program, 'plan [pipeline]', 'show plugins, wiring and steps', () => import('./commands/plan.ts'))
    .option('--state', 'look at the tables too: what would run now')
    .option('--from <profile>', 'compare this profile (local: none) …')
    .option('--to <profile>', '… with this one');
  addCommand(program, 'plugins', 'list the configured plugins', () => import('./commands/plugins.ts'));
  addCommand(program, 'schema', 'print the JSON Schema of penstock.yaml', () => import('./commands/schema.ts')).option(
    '-o, --out <file>',
    'write it there',
  );
  addCommand(program, 'doctor', 'check this machine for it', () => import('./commands/doctor.ts'));
}

function runCommands(program: Command): void {
  const shared = (command: Command) =>
    command
      .option('--concurrency <n>', 'steps at once (default: 4)', wholeNumber())
      .option('--by <who>', 'who runs it, for the audit log')
      .option('--no-retrain', 'leave retraining that monitors ask for to a later run');
  shared(addCommand(program, 'run [pipeline]', 'bring everything up to date', () => import('./commands/run.ts')))
    .option('-s, --select <step...>', 'only these; +step with its inputs, step+ with its readers')
    .option('--full-refresh <table...>', 'compute these tables anew from all their sources');
  shared(
    addCommand(
      program,
      'resume [run]',
      'go on with an interrupted or failed run',
      () => import('./commands/resume.ts'),
    ),
  ).option('--pipeline <name>', 'of this pipeline');
  addCommand(program, 'serve', 'serve the deployed models over HTTP', () => import('./commands/serve.ts'))
    .option('--port <port>', '0 for any free one (default: that of the configuration)', wholeNumber(0))
    .option('--host <address>', 'default: that of the configuration');
  addCommand(program, 'monitor [pipeline]', 'show drift and quality of models', () => import('./commands/monitor.ts'))
    .option('--run', 'look at new predictions first')
    .option('-n, --windows <n>', 'how many windows (default: 3)', wholeNumber());
}

function lookCommands(program: Command): void {
  const limit = ['-n, --limit <n>', 'how many', wholeNumber()] as const;
  addCommand(program, 'status', 'all of it at a glance', () => import('./commands/status.ts'));
  const tables = addGroup(program, 'tables', 'list tables, their history and rows');
  addCommand(tables, 'list', 'all tables', () => import('./commands/tables-list.ts'), { isDefault: true });
  addCommand(tables, 'history <table>', 'versions of a table', () => import('./commands/tables-history.ts')).option(
    ...limit,
  );
  addCommand(tables, 'show <table>', 'columns and some rows', () => import('./commands/tables-show.ts'))
    .option('--version <n>', 'as of this version', wholeNumber(0))
    .option(...limit);
  const runs = addGroup(program, 'runs', 'list runs of pipelines and trainings');
  addCommand(runs, 'list', 'pipeline runs, newest first', () => import('./commands/runs-list.ts'), {
    isDefault: true,
  }).option(...limit);
  addCommand(runs, 'show <run>', 'steps of a run', () => import('./commands/runs-show.ts'));
  addCommand(runs, 'tracked', 'training runs with their metrics', () => import('./commands/runs-tracked.ts'))
    .option('--experiment <name>', 'of this experiment')
    .option(...limit);
  const models = addGroup(program, 'models', 'list models, their versions and quality');
  addCommand(models, 'list', 'all models', () => import('./commands/models-list.ts'), { isDefault: true });
  addCommand(models, 'show <model>', 'quality of a version', () => import('./commands/models-show.ts')).option(
    '--version <n>',
    'this version (default: the one in use)',
  );
  addCommand(models, 'versions <model>', 'all versions of a model', () => import('./commands/models-versions.ts'));
  addCommand(
    models,
    'promote <model> <version>',
    'ask the gates to put a version into use',
    () => import('./commands/models-promote.ts'),
  ).option('--by <who>', 'who asks, for the audit log');
}

function governanceCommands(program: Command): void {
  addCommand(program, 'approve [id]', 'list or decide pending promotions', () => import('./commands/approve.ts'))
    .option('--by <who>', 'who decides')
    .option('--reject', 'say no')
    .option('--comment <text>', 'why');
  const audit = addGroup(program, 'audit', 'list and verify the audit log');
  addCommand(audit, 'list', 'newest entries', () => import('./commands/audit-list.ts'), { isDefault: true })
    .option('-a, --all', 'the opening and closing of platforms too')
    .option('-n, --limit <n>', 'how many', wholeNumber());
  addCommand(audit, 'verify', 'recompute the whole chain', () => import('./commands/audit-verify.ts')).option(
    '--head <hash>',
    'a hash noted earlier that must still be in it',
  );
}

function helpCommands(program: Command): void {
  addCommand(
    program,
    'explain <name>',
    'an error code, capability, hook or plugin',
    () => import('./commands/explain.ts'),
  );
  addCommand(program, 'completion', 'print a completion script for a shell', async () => {
    const { completion } = await import('./commands/completion.ts');
    return { run: async (io, _options, [shell = '']) => completion(program, io, shell) };
  }).addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']));
  program.helpCommand('help [command]', 'print help');
}
