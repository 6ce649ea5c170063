import { availableParallelism, loadavg, totalmem } from 'node:os';

/** What is told of the machine: enough to judge a number, nothing that names it. */
export interface Machine {
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  /** Programs that wanted a core, on average of the minute before the run, when it was more than half a program. */
  readonly otherLoad?: number;
}

export function describeMachine(): Machine {
  const [load = 0] = loadavg();
  return {
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    ...(load > 0.5 ? { otherLoad: Math.round(load * 10) / 10 } : {}),
  };
}
