// Child process: runs a module that computes without a pause and a command that starts another process, and prints the ids
// of all three. It is killed by the test.
import { join } from 'node:path';
import { LocalTraining } from '../src/local-training.ts';
import { localJob } from './local-job.ts';

const [folder = ''] = process.argv.slice(2);
const training = new LocalTraining({ capacity: 2, graceMs: 0 }, join(folder, 'state'));
const onLog = (line: string) => process.stdout.write(`${line}\n`);
const command = [process.execPath, join(folder, 'spawning.mjs')] as const;
await Promise.all([
  training.run(localJob(folder, { kind: 'module', module: join(folder, 'busy.ts') }, { onLog })),
  training.run(localJob(folder, { kind: 'command', command }, { onLog })),
]);
