import { randomUUID } from 'node:crypto';
import type { TrackedRun, Tracking } from '../../contracts/tracking.ts';

/** Well-formed id of a run that does not exist. */
export const noRun = '0'.repeat(32);

export function freshName(what: string): string {
  return `suite-${what}-${randomUUID()}`;
}

/** A new run in a new experiment. */
export async function freshRun(tracking: Tracking): Promise<TrackedRun> {
  const { experimentId } = await tracking.ensureExperiment(freshName('experiment'));
  return tracking.createRun({ experimentId });
}
