// Child process: logs batches of 50 metrics one after another and prints the number of each once it is acknowledged.
import { openTracking } from './open-tracking.ts';

const [file = '', runId = '', first = ''] = process.argv.slice(2);
const { tracking } = await openTracking(file);
process.stdout.write('ready\n');
for (let batch = Number(first); ; batch++) {
  const metrics = Array.from({ length: 50 }, (_, step) => ({ key: 'loss', value: step, timestamp: batch, step }));
  await tracking.logBatch(runId, { metrics, params: { [`batch ${batch}`]: 'logged' } });
  process.stdout.write(`${batch}\n`);
}
