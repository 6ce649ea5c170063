import { createInterface } from 'node:readline';
import type { Json } from './line-process.ts';

/** Answers every line of JSON on stdin, one after another, until stdin ends: the other side of `LineProcess`. */
export async function answerLines(answer: (request: Json) => Promise<Json>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Json))}\n`);
  }
}
