import { PenstockError } from '@penstock/core';
import type { JsonValue } from '@penstock/core/contracts';
import { z } from 'zod';
import { methodNames } from './methods.ts';

const count = z.number().nonnegative();
const common = { version: z.literal(1), method: z.enum(methodNames), threshold: z.number().nonnegative(), rows: count };

const numericState = z.strictObject({
  ...common,
  kind: z.literal('numeric'),
  /** Absent without a usable row. */
  bins: z
    .strictObject({
      rule: z.enum(['quantiles', 'equal-width', 'values']),
      at: z.array(z.number()).min(1),
      counts: z.array(count),
    })
    .optional(),
  std: z.number().nonnegative(),
  /** Empirical law, for the methods that look at values. */
  points: z.strictObject({ values: z.array(z.number()), counts: z.array(count) }).optional(),
});

const categoricalState = z.strictObject({
  ...common,
  kind: z.literal('categorical'),
  nulls: z.enum(['drop', 'category']),
  /** Level (null for nulls) and its rows, most frequent first. */
  levels: z.array(z.tuple([z.string().nullable(), count])),
  /** Rows of the levels beyond those; absent when the levels are all there are. */
  other: count.optional(),
});

const schema = z.discriminatedUnion('kind', [numericState, categoricalState]);

export type NumericState = z.output<typeof numericState>;
export type CategoricalState = z.output<typeof categoricalState>;
export type ReferenceState = NumericState | CategoricalState;

/** Checks what comes back from storage; PEN_DRIFT_INVALID names the first thing wrong with it. */
export function readState(state: JsonValue): ReferenceState {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PenstockError(
    'PEN_DRIFT_INVALID',
    `The drift reference is not one that drift-univariate made: ${issue?.path.join('.') || 'state'}: ${issue?.message}`,
    { hint: 'Fit the reference again.' },
  );
}
