import { readFileSync } from 'node:fs';

let name: string | undefined;

/** Who writes, for `commitInfo.engineInfo`. */
export function engineInfo(): string {
  name ??= `Penstock/${packageVersion()}`;
  return name;
}

// package.json lies one folder above both `src` and `dist`, and two above this file.
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version?: unknown } = JSON.parse(text);
  return String(version);
}
