import { flightsJob, type TrainedFlights } from '../data/train-flights.ts';
import { timed } from '../harness/timed.ts';
import { answerLines } from '../process/answer-lines.ts';
import { peakMemory } from '../process/peak-memory.ts';

/** One training job in a process of its own: `{ train, valid, params, scratch }` → `{ ms, cpu, auc, memory }`. */
await answerLines(async ({ train, valid, params, scratch }) => {
  const job = await flightsJob(
    { train: String(train), valid: String(valid) },
    params as Readonly<Record<string, number>>,
    String(scratch),
  );
  let trained: TrainedFlights | undefined;
  const before = process.cpuUsage();
  const { ms } = await timed(async () => {
    trained = await job();
  });
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000, auc: trained?.metrics['auc'], memory: peakMemory() };
});
