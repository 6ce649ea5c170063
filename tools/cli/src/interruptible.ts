import { exitCodes } from './exit-codes.ts';
import type { Io } from './output/io.ts';

/** A signal that Ctrl-C and SIGTERM abort; the second time ends the process at once. `done` lets go of both. */
export function interruptible(io: Io, news: string): { readonly signal: AbortSignal; done(): void } {
  const abort = new AbortController();
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(exitCodes.cancelled);
    io.news(news);
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: abort.signal,
    done: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
