import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ErrorCode, PenstockError } from '@penstock/core';
import type { Report, Reporter } from '@penstock/core/contracts';
import { page } from './page.ts';

/** Writes `<dir>/<name>.html`. */
export class HtmlReporter implements Reporter {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Atomic: a reader finds the old report or the new one, never a part. */
  async write(name: string, report: Report): Promise<string> {
    checkName(name);
    const path = join(this.#dir, ...`${name}.html`.split('/'));
    const draft = `${path}.${randomUUID()}`;
    const text = page(report).text;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(draft, text);
      await rename(draft, path);
      return path;
    } catch (error) {
      // What stopped the writing may stop the tidying too; the first is what counts.
      await rm(draft, { force: true }).catch(() => {});
      throw writeFailed(path, error);
    }
  }
}

function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const bad = /[\u0000-\u001f\u007f\\:*?"<>|]/;
  if (name.split('/').some((part) => /^\.*$/.test(part)) || bad.test(name)) {
    throw new PenstockError('PEN_INVALID_KEY', `A report cannot be named ${JSON.stringify(name)}`, {
      hint: 'Use letters, digits, spaces and - _ . with "/" between folders, e.g. "flights/2001-04".',
    });
  }
}

function writeFailed(path: string, error: unknown): PenstockError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
  const codes: Readonly<Record<string, ErrorCode>> = {
    ENOSPC: 'PEN_STORAGE_FULL',
    EDQUOT: 'PEN_STORAGE_FULL',
    EACCES: 'PEN_STORAGE_DENIED',
    EPERM: 'PEN_STORAGE_DENIED',
    EROFS: 'PEN_STORAGE_DENIED',
  };
  const code = codes[reason] ?? 'PEN_STORAGE_FAILED';
  return new PenstockError(code, `The report "${path}" cannot be written`, { at: path, cause: error });
}
