import { errorCodes } from '@penstock/core';
import { expect, test } from 'vitest';
import { exitCodeOf, exitCodes } from '../src/exit-codes.ts';

test.each([
  ['PEN_CONFIG_INVALID', exitCodes.usage],
  ['PEN_CAPABILITY_MISSING', exitCodes.usage],
  ['PEN_SELECTION_UNKNOWN', exitCodes.usage],
  ['PEN_DENIED', exitCodes.denied],
  ['PEN_PIPELINE_BUSY', exitCodes.busy],
  ['PEN_RUN_NOTHING_TO_RESUME', exitCodes.notFound],
  ['PEN_TABLE_VERSION', exitCodes.notFound],
  ['PEN_ABORTED', exitCodes.cancelled],
  ['PEN_ENGINE_FAILED', exitCodes.failed],
  ['PEN_WHATEVER', exitCodes.failed],
])('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit);
});

test('no error code ends as if all were well', () => {
  expect(Object.keys(errorCodes).filter((code) => exitCodeOf(code) === exitCodes.ok)).toEqual([]);
});
