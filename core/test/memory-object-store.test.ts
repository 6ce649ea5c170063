import { ObjectStore } from '@penstock/core/contracts';
import { conform, memoryObjectStore, objectStoreSuite } from '@penstock/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../src/storage/object-key.ts';

describe('memoryObjectStore', () => {
  conform(objectStoreSuite, test, { provides: ObjectStore, features: { conditionalPut: true } }, async () => {
    const value = memoryObjectStore();
    return { value, close: async () => value[Symbol.asyncDispose]() };
  });
});

test('compareKeys orders any two strings by their UTF-8 bytes', () => {
  const key = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', '/', '-', '\uff21', '\ud7ff', '\u{1f600}'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
