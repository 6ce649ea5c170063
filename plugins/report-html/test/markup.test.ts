import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Markup, markup } from '../src/markup.ts';

/** What a parser makes of escaped text. */
function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([a-z]+|#39);/g, (_, name: string) => characters[name] ?? '');
}

test('whatever is interpolated has no character that could begin markup or end an attribute, and reads as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', '✓', '&amp;', '\n', '`', '$') }),
      (text) => {
        const rendered = markup`${text}`.text;
        expect(rendered).not.toMatch(/[<>"']/);
        expect(unescaped(rendered)).toBe(text);
      },
    ),
  );
});

test('markup inside markup, lists and nothing are taken as they are', () => {
  const item = (name: string) => markup`<li>${name}</li>`;
  expect(markup`<ul>${[item('a'), item('<b>')]}</ul>${undefined}${1 / 3}`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0.33',
  );
  expect(markup`${new Markup('<hr>')}`.text).toBe('<hr>');
});

test('characters that HTML and XML forbid are replaced', () => {
  expect(markup`${'a\u0000b\u001bc\ud800d\ttab'}`.text).toBe('a\ufffdb\ufffdc\ufffdd\ttab');
});
