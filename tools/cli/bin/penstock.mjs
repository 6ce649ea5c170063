#!/usr/bin/env node
// Plain JavaScript that any Node can parse: old ones get a clear line instead of a syntax error.
import { existsSync } from 'node:fs';
import * as module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18) || major === 23) {
  process.stderr.write(
    `penstock needs Node >= 22.18 (24 LTS is best); this is ${process.versions.node} (${process.execPath})\n`,
  );
  process.exit(2);
}
// Compiled code is kept for the next command, which then starts in half the time.
module.enableCompileCache?.();
const source = new URL('../src/main.ts', import.meta.url);
const { main } = await import(existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href);
await main(process.argv.slice(2));
