import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitText, textWidth } from '../src/text-width.ts';

test('text is kept where it fits, else cut to the width with an ellipsis', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 30, max: 200 }), (text, width) => {
      const fitted = fitText(text, 12, width);
      expect(textWidth(fitted, 12)).toBeLessThanOrEqual(width + 0.001);
      if (textWidth(text, 12) <= width) expect(fitted).toBe(text);
      else expect(text.startsWith(fitted.slice(0, -1).trimEnd())).toBe(true);
    }),
  );
  expect(fitText('flight_scores', 13, textWidth('flight_scores', 13))).toBe('flight_scores');
});
