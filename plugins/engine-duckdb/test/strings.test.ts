import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bitmap, copyBits, countOnes } from '../src/arrow/bitmap.ts';
import { StringDictionary } from '../src/arrow/string-dictionary.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe('the dictionary of strings', () => {
  test('gives equal strings one number and others another, however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 3000, size: 'max' }),
        (texts) => {
          const dictionary = new StringDictionary();
          const model = new Map<string, number>();
          for (const text of texts) {
            const padded = new Uint8Array([7, ...bytes(text), 7]);
            const code = dictionary.codeOf(padded, 1, padded.length - 2);
            if (!model.has(text)) model.set(text, model.size);
            expect(code).toBe(model.get(text));
          }
          expect([...dictionary.vector()]).toEqual([...model.keys()]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('gives one vector while nothing is new, and leaves given ones alone', () => {
    const dictionary = new StringDictionary();
    dictionary.codeOf(bytes('a'), 0, 1);
    const first = dictionary.vector();
    expect(dictionary.vector()).toBe(first);
    for (let i = 0; i < 5000; i++) dictionary.codeOf(bytes(`text ${i}`), 0, `text ${i}`.length);
    expect([...first]).toEqual(['a']);
    expect(dictionary.vector().get(5000)).toBe('text 4999');
  });
});

describe('bitmaps', () => {
  const bits = fc.array(fc.boolean(), { maxLength: 200 });

  test('hold what was appended, piece by piece', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bits, fc.nat(12)), { maxLength: 12 }), (pieces) => {
        const bitmap = new Bitmap();
        const model: boolean[] = [];
        for (const [piece, from] of pieces) {
          const noise = Array.from({ length: from }, () => true);
          bitmap.append(piece.every(Boolean) ? null : packed([...noise, ...piece, true, true]), piece.length, from);
          model.push(...piece);
        }
        expect(bitmap.length).toBe(model.length);
        expect(bitmap.nullCount).toBe(model.filter((bit) => !bit).length);
        const has = bitmap.bits;
        expect(model.map((_, i) => (has ? (((has[i >> 3] as number) >> (i & 7)) & 1) === 1 : true))).toEqual(model);
      }),
    );
  });

  test('are copied and counted at any place', () => {
    fc.assert(
      fc.property(bits, fc.nat(20), fc.nat(20), (values, from, to) => {
        const source = packed([...Array.from({ length: from }, () => true), ...values]);
        const target = new Uint8Array(40);
        copyBits(source, from, target, to, values.length);
        expect(countOnes(source, from, values.length)).toBe(values.filter(Boolean).length);
        expect(countOnes(target, 0, 320)).toBe(values.filter(Boolean).length);
        expect(values.map((_, i) => (((target[(to + i) >> 3] as number) >> ((to + i) & 7)) & 1) === 1)).toEqual(values);
      }),
    );
  });
});

function packed(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8) + 1);
  bits.forEach((bit, i) => {
    if (bit) (bytes[i >> 3] as number) |= 1 << (i & 7);
  });
  return bytes;
}
