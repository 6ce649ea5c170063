import type { RunEvent } from '@penstock/core/runtime';

export type StepState = 'waiting' | 'running' | 'succeeded' | 'up-to-date' | 'failed' | 'skipped' | 'cancelled';

/** A step as a display shows it. */
export interface BoardStep {
  readonly name: string;
  readonly state: StepState;
  /** Milliseconds of the clock that `apply` was given. */
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** What it is doing, or what became of it. */
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
  /** Rows that it kept, trained on or scored. */
  readonly rows?: number;
}

/** What a run is doing, kept up by its events. */
export class RunBoard {
  readonly #steps = new Map<string, BoardStep>();
  #startedAt = 0;
  #runId = '';

  get runId(): string {
    return this.#runId;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  /** In the order of the graph. */
  get steps(): readonly BoardStep[] {
    return [...this.#steps.values()];
  }

  apply(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'run-started':
        this.#runId = event.runId;
        this.#startedAt = now;
        for (const name of event.steps) this.#steps.set(name, { name, state: 'waiting', message: '' });
        break;
      case 'step-started':
        this.#set(event.step, { state: 'running', startedAt: now, message: '' });
        break;
      case 'step-progress': {
        const metrics = Object.entries(event.metrics ?? {}).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
        this.#set(event.step, {
          message: [event.message, ...metrics].join(', '),
          done: event.done,
          total: event.total,
        });
        break;
      }
      case 'step-finished':
        this.#set(event.step, {
          state: event.status,
          durationMs: event.durationMs,
          message: messageOf(event),
          rows: rowsOf(event.result),
          done: undefined,
          total: undefined,
        });
        break;
      case 'run-finished':
        break;
    }
  }

  /** A resumed run tells nothing of the steps that were done before. */
  doneBefore(names: readonly string[]): void {
    for (const name of names)
      if (this.#steps.get(name)?.state === 'waiting')
        this.#set(name, { state: 'up-to-date', message: 'done before the interruption' });
  }

  #set(name: string, change: Partial<BoardStep>): void {
    const before = this.#steps.get(name) ?? { name, state: 'waiting', message: '' };
    this.#steps.set(name, { ...before, ...change });
  }
}

function messageOf({ status, error, result }: Extract<RunEvent, { type: 'step-finished' }>): string {
  if (error) return `${error.code} ${error.message.split('\n')[0]}`;
  if (status === 'up-to-date') return typeof result?.['waiting'] === 'string' ? result['waiting'] : 'up to date';
  if (status === 'skipped' && typeof result?.['because'] === 'string') return `skipped: ${result['because']} failed`;
  return status === 'succeeded' ? '' : status;
}

function rowsOf(result: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const rows = result?.['rows'];
  if (typeof rows !== 'object' || rows === null) return undefined;
  const count = 'kept' in rows ? rows.kept : 'train' in rows ? rows.train : undefined;
  return typeof count === 'number' ? count : undefined;
}
