/** Milliseconds that the work takes, as the metric `ms`. */
export async function timed(work: () => unknown): Promise<{ readonly ms: number }> {
  const begun = performance.now();
  await work();
  return { ms: performance.now() - begun };
}
