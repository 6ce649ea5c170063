// Process beside one command job: `node command-runner.ts <command> <argument>…`. Starts the command in its own process
// group and ends it when the platform is gone, which a command written in another language cannot be asked to see.
import { spawn } from 'node:child_process';
import { watchLifeline } from './lifeline.ts';
import { writeEvent } from './write-event.ts';

const [command = '', ...args] = process.argv.slice(2);
// SIGTERM goes to the whole group: the command decides how to end, and this process ends as it did.
const onTerminate = () => {};
process.on('SIGTERM', onTerminate);
watchLifeline();

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 3], windowsHide: true });
child.on('error', ({ message }) => {
  writeEvent({
    type: 'error',
    message: `The command "${command}" cannot be started: ${message}`,
    hint: `Install "${command}" or correct the name; it is looked up in PATH and run in ${process.cwd()}.`,
  });
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.off('SIGTERM', onTerminate);
  process.kill(process.pid, signal);
});
