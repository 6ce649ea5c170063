/** How one task of a graph ended. `skipped`: something it depends on did not succeed. */
export type TaskEnd = 'ok' | 'failed' | 'skipped';

export interface Task {
  readonly name: string;
  /** Names of tasks that must end `ok` first; names that are not tasks are ignored. */
  readonly after: readonly string[];
}

/**
 * Runs tasks as soon as what they depend on is done, at most `concurrency` at once. A failed task takes its dependants
 * with it and leaves the others alone. After an abort nothing new is started: what is left is skipped. When `run` itself
 * throws, nothing new is started and the error is thrown once all running tasks have ended.
 */
export async function schedule<T extends Task>(
  tasks: readonly T[],
  options: {
    readonly concurrency: number;
    readonly signal: AbortSignal;
    run(task: T): Promise<'ok' | 'failed'>;
    skip(task: T, because: string): Promise<void>;
  },
): Promise<ReadonlyMap<string, TaskEnd>> {
  const names = new Set(tasks.map((task) => task.name));
  const ends = new Map<string, TaskEnd>();
  const waiting = new Set(tasks);
  const running = new Set<Promise<void>>();

  let failure: { readonly error: unknown } | undefined;

  const start = (task: T) => {
    waiting.delete(task);
    const done = options
      .run(task)
      .then((end) => void ends.set(task.name, end))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(done));
    running.add(done);
  };

  while (failure === undefined && (waiting.size > 0 || running.size > 0)) {
    for (const task of [...waiting]) {
      const blocker = task.after.find((name) => names.has(name) && (ends.get(name) ?? 'ok') !== 'ok');
      if (blocker !== undefined || options.signal.aborted) {
        waiting.delete(task);
        ends.set(task.name, 'skipped');
        await options.skip(task, blocker ?? 'cancelled');
      } else if (
        running.size < options.concurrency &&
        task.after.every((name) => !names.has(name) || ends.get(name) === 'ok')
      )
        start(task);
    }
    if (running.size > 0) await Promise.race(running);
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure.error;
  return ends;
}
