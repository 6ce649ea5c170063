import type { Machine } from '../harness/machine.ts';

/** `2 cores, 24 GiB memory, Node 24.21.0`, with a warning when the machine was not quiet. */
export function machineLine({ cores, memoryGib, node, otherLoad }: Machine): string {
  const line = `${cores} cores, ${memoryGib} GiB memory, Node ${node}`;
  if (otherLoad === undefined) return line;
  return `${line}; the machine was not quiet: other programs wanted ${otherLoad} cores when the run began`;
}
