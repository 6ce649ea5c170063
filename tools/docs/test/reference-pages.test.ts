import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCodes } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { allFields, readInterfaces } from '../src/read-interfaces.ts';
import { referencePages } from '../src/reference-pages.ts';

const pages = new Map(referencePages().map((page) => [basename(page.path), page]));

describe('the reference pages', () => {
  test.each([...pages])('%s is what the code gives; else run `node tools/docs/generate.ts`', (_, { path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('list every error code once', () => {
    const listed = [...(pages.get('errors.md')?.text ?? '').matchAll(/^\| `(PEN_\w+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(errorCodes));
  });

  test('give every hook a payload', () => {
    const text = pages.get('hooks.md')?.text ?? '';
    const hooks = [...text.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
    expect(hooks).toContain('runProposed');
    expect(
      text
        .split('### ')
        .slice(1)
        .every((section) => section.includes('| `')),
    ).toBe(true);
  });

  test('describe every key of the configuration', () => {
    const keys = [...(pages.get('config.md')?.text ?? '').matchAll(/^\| `([\w.<>]+)` \|.*\| (.*) \|$/gm)];
    expect(keys.map((match) => match[1])).toEqual(
      expect.arrayContaining(['project', 'plugins', 'plugins.<id>.use', 'secrets.dir']),
    );
    expect(keys.filter((match) => match[2]?.trim() === '')).toEqual([]);
  });
});

test('interfaces are read with their fields, types of several lines, comments and parents', () => {
  const interfaces = readInterfaces(`/** A base. */
export interface Base {
  readonly id: string;
}
/**
 * Two
 * lines.
 */
export interface Wide extends Base {
  /** What it is. */
  readonly kind?: 'a' | 'b';
  readonly nested: {
    readonly x: number;
    readonly y: readonly string[];
  };
  last: Other;
}
`);
  expect(interfaces.get('Wide')?.doc).toBe('Two lines.');
  expect(allFields('Wide', interfaces)).toEqual([
    { name: 'id', optional: false, type: 'string', doc: '' },
    { name: 'kind', optional: true, type: "'a' | 'b'", doc: 'What it is.' },
    { name: 'nested', optional: false, type: '{ x: number; y: string[] }', doc: '' },
    { name: 'last', optional: false, type: 'Other', doc: '' },
  ]);
});
