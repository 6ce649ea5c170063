import { writeSync } from 'node:fs';
import type { TrainingEventInput } from '../protocol/training-event.ts';

/** Writes one event to file descriptor 3. Synchronous, so that events before a crash arrive. */
export function writeEvent(event: TrainingEventInput): void {
  const line = Buffer.from(`${JSON.stringify(event, numberNames)}\n`);
  for (let written = 0; written < line.length; ) written += writeSync(3, line, written);
}

/** JSON has no NaN and no infinities. */
function numberNames(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
