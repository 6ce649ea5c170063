/**
 * Does `count` pieces of work, `atOnce` at a time. The first failure stops what has not begun and aborts the rest.
 * @param work gets the index and a signal that is aborted with `signal` or by a failure of its neighbours
 */
export async function eachAtOnce(
  { count, atOnce, signal }: { readonly count: number; readonly atOnce: number; readonly signal?: AbortSignal },
  work: (index: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    while (next < count && !failure) {
      try {
        await work(next++, either);
      } catch (error) {
        // The neighbours fail because of the first failure, which is the one to tell.
        failure ??= { error };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  if (failure) throw failure.error;
}
