import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import type { RunFinished, RunProposal, RunStarted, StepFinished } from '../../hooks/lifecycle.ts';
import { readJson, sequenceKey, writeJson } from './json-objects.ts';

export type JournalEvent =
  | ({ readonly event: 'runStarted'; readonly proposal: RunProposal } & RunStarted)
  | ({ readonly event: 'stepFinished' } & StepFinished)
  | ({ readonly event: 'runFinished' } & RunFinished);

export interface RunRecord {
  readonly runId: string;
  readonly pipeline: string;
  readonly startedAt: string;
  /** `open`: neither finished nor known to be running; whoever knows the lease tells running from interrupted. */
  readonly status: 'open' | RunFinished['status'];
  readonly durationMs?: number;
  readonly by: string;
  readonly proposal: RunProposal;
  readonly plannedSteps: readonly string[];
  /** Newest result of each step. */
  readonly steps: readonly StepFinished[];
}

const root = '_penstock/runs';

/**
 * What a run has done, one object per event. Events are numbered and written by put-if-absent: a process that lost its
 * lease to another cannot write over the other's journal (PEN_RUN_LOST).
 */
export class Journal {
  readonly runId: string;
  readonly #store: ObjectStore;
  #next: number;
  #queue: Promise<void> = Promise.resolve();

  private constructor(store: ObjectStore, runId: string, next: number) {
    this.#store = store;
    this.runId = runId;
    this.#next = next;
  }

  static async open(store: ObjectStore, runId: string): Promise<Journal> {
    let next = 1;
    for await (const _ of store.list(`${root}/${runId}/`)) next += 1;
    return new Journal(store, runId, next);
  }

  append(event: JournalEvent): Promise<void> {
    const written = this.#queue.then(async () => {
      const won = await writeJson(this.#store, sequenceKey(`${root}/${this.runId}`, this.#next), event, {
        ifAbsent: true,
      });
      if (!won) throw new PenstockError('PEN_RUN_LOST', `Run ${this.runId} was taken over by another process`);
      this.#next += 1;
    });
    this.#queue = written.catch(() => {});
    return written;
  }
}

export async function readRun(store: ObjectStore, runId: string): Promise<RunRecord | undefined> {
  const events: JournalEvent[] = [];
  for await (const { key } of store.list(`${root}/${runId}/`)) {
    const event = await readJson<JournalEvent>(store, key);
    if (event !== undefined) events.push(event);
  }
  const started = events.find((event) => event.event === 'runStarted');
  if (started === undefined) return undefined;
  const finished = events.at(-1);
  const steps = new Map<string, StepFinished>();
  for (const event of events) if (event.event === 'stepFinished') steps.set(event.step, event);
  return {
    runId,
    pipeline: started.pipeline,
    startedAt: started.at,
    status: finished?.event === 'runFinished' ? finished.status : 'open',
    ...(finished?.event === 'runFinished' ? { durationMs: finished.durationMs } : {}),
    by: started.by,
    proposal: started.proposal,
    plannedSteps: started.steps,
    steps: [...steps.values()],
  };
}

/** Ids of all runs, newest first: ids begin with the time. */
export async function listRunIds(store: ObjectStore): Promise<readonly string[]> {
  const ids = new Set<string>();
  for await (const { key } of store.list(`${root}/`)) ids.add(key.split('/')[2] ?? '');
  return [...ids].filter(Boolean).sort().reverse();
}

/** An id that sorts after those of all runs there are, even when the clock was set back since. */
export async function nextRunId(store: ObjectStore, now: Date): Promise<string> {
  const id = newRunId(now);
  let newest: string | undefined;
  for await (const { key } of store.list(`${root}/`, { startAfter: `${root}/${id}` })) newest = key.split('/')[2];
  return newest === undefined ? id : newRunId(new Date(timeOf(newest) + 1));
}

/** `20260131-093000-1a2b3c`: sorts by time, to the millisecond (the first three of the last six digits). */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const milliseconds = now.getUTCMilliseconds().toString(16).padStart(3, '0');
  return `${time}-${milliseconds}${crypto.randomUUID().slice(0, 3)}`;
}

function timeOf(runId: string): number {
  const [, year, month, day, hour, minute, second, fraction = '0'] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-([0-9a-f]{3})/.exec(runId) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? 0 : time + Number.parseInt(fraction, 16);
}
