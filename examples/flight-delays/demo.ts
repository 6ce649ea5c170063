import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { Reporter } from '@penstock/core/contracts';
import { loadPlan, openPlatform } from '@penstock/core/runtime';
import { penstock } from './cli.ts';
import { land, type Month, months } from './land.ts';
import { flightReport } from './report.ts';
import { collectStory } from './story.ts';
import { printSummary } from './summary.ts';
import { sendTraffic, type Traffic } from './traffic.ts';

const { values } = parseArgs({ options: { project: { type: 'string' }, every: { type: 'string' } } });
/** Folder with penstock.yaml and pipeline.ts; its `.penstock` takes everything the demo makes. */
const project = values.project ?? import.meta.dirname;
const landing = join(project, '.penstock', 'lake', 'landing');
const trafficFile = join(project, '.penstock', 'traffic.json');
const every = Number(values.every ?? 1);

const chapters: readonly { readonly title: string; readonly arrives: readonly Month[]; readonly text: string }[] = [
  {
    title: 'January to April arrive',
    arrives: months.slice(0, 4),
    text: 'Ingest, clean, train on January to March, evaluate on April, pass the gates, deploy.',
  },
  {
    title: 'May arrives',
    arrives: months.slice(4, 5),
    text: 'Only May is processed. The model in use scores each flight; the monitor compares with the training data.',
  },
  {
    title: 'June arrives',
    arrives: months.slice(5),
    text: 'Summer storms. If the model in use got too bad, a challenger is trained on newer months and has to pass the same gates.',
  },
];

const begun = performance.now();
console.log(bold('Penstock: three million flights, from lake to live model'));
const arrived = await landed();
for (const [at, chapter] of chapters.entries()) {
  const fresh = await land(landing, chapter.arrives, every);
  const last = at === chapters.length - 1;
  if (fresh.length === 0 && !last) continue;
  console.log(
    `\n${bold(`${at + 1}. ${chapter.title}`)}\n${fresh.length > 0 ? chapter.text : 'All months were there already.'}`,
  );
  const code = await penstock(project, 'run', '--by', 'demo');
  if (code !== 0) process.exit(code);
  if (at === 0) await serve();
}
if (!existsSync(trafficFile)) await serve();

const plan = await loadPlan({ cwd: project });
{
  await using platform = await openPlatform({ plan });
  const story = await collectStory(platform);
  const traffic = existsSync(trafficFile) ? (JSON.parse(await readFile(trafficFile, 'utf8')) as Traffic) : undefined;
  const report = await platform.get(Reporter).write('flight-delays', flightReport(story, traffic));
  printSummary({
    story,
    traffic,
    report: relative(process.cwd(), report),
    project: relative(process.cwd(), project) || '.',
    seconds: (performance.now() - begun) / 1000,
    redone: arrived < months.length,
  });
}

async function landed(): Promise<number> {
  return months.filter((month) => existsSync(join(landing, `flights-${month}.parquet`))).length;
}

async function serve(): Promise<void> {
  console.log('\nReal requests over HTTP …');
  const traffic = await sendTraffic(project, join(landing, `flights-${months[3]}.parquet`));
  await writeFile(trafficFile, JSON.stringify(traffic));
  const { single, many, example } = traffic;
  console.log(`  ${JSON.stringify(example.flight)}\n  → ${JSON.stringify(example.answer)}`);
  console.log(
    `  one at a time: p50 ${single.p50.toFixed(2)} ms, p99 ${single.p99.toFixed(2)} ms; 16 at once: ${Math.round(many.perSecond)} requests a second`,
  );
}

function bold(text: string): string {
  return styleText('bold', text);
}
