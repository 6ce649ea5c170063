import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url).href;

/** `file:line` of the nearest caller outside this folder; `unknown` when the engine does not tell. */
export function callSite(): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callSite);
  for (const line of (holder.stack ?? '').split('\n').slice(1)) {
    const match = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\).+?):(\d+):\d+\)?$/.exec(line.trim());
    if (!match?.[1] || match[1].startsWith(here) || match[1].startsWith(fileURLToPath(here))) continue;
    const file = match[1].startsWith('file://') ? fileURLToPath(match[1]) : match[1];
    return `${file}:${match[2]}`;
  }
  return 'unknown';
}
