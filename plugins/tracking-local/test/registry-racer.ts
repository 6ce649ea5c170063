// Child process: once told to go, creates versions of a model and moves its alias to each; prints its version numbers.
import { once } from 'node:events';
import { openTracking } from './open-tracking.ts';

const [file = '', name = '', count = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const versions: string[] = [];
{
  await using opened = await openTracking(file);
  await opened.tracking.ensureModel(name);
  await opened.tracking.ensureExperiment(name);
  for (let index = 0; index < Number(count); index++) {
    const { version } = await opened.tracking.createModelVersion({ name, source: 'model' });
    await opened.tracking.setAlias(name, 'champion', version);
    versions.push(version);
  }
}
process.stdout.write(`${JSON.stringify(versions)}\n`);
process.exit(0);
