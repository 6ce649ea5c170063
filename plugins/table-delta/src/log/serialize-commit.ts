import { stringifyJson } from '../json/lossless-json.ts';
import type { Action } from './actions.ts';

/** A commit as bytes, one action a line, encoded line by line so that no commit must fit into one string. */
export function serializeCommit(actions: Iterable<Action>): Uint8Array {
  const lines: Buffer[] = [];
  for (const action of actions) lines.push(Buffer.from(`${stringifyJson(action)}\n`));
  return Buffer.concat(lines);
}
