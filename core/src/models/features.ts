import {
  type CalendarKind,
  checkedSpec,
  type Feature,
  type FeatureInput,
  type FeatureSpec,
  featuresInvalid,
  type InputType,
} from './feature-spec.ts';

type Definition<F> = F extends Feature ? Omit<F, 'name'> : never;

/** A feature before it has a name. Made by the functions of this file only. */
export interface FeatureExpression<T extends 'numeric' | 'categorical' = 'numeric' | 'categorical'> {
  readonly type: T;
  readonly reads: readonly FeatureInput[];
  readonly definition: Definition<Feature>;
}

/**
 * Defines a model's features over raw columns, once for training, batch and live scoring. A `null` in a column makes
 * the features that read it `null`.
 * @example features({ hour: hour('date'), distance: numeric('distance'), route: cross('origin', 'destination') })
 * @throws PEN_FEATURES_INVALID naming the feature.
 */
export function features(definitions: Readonly<Record<string, FeatureExpression>>): FeatureSpec {
  const inputs = new Map<string, InputType>();
  const list: Feature[] = [];
  for (const [name, expression] of Object.entries(definitions)) {
    for (const input of expression.reads) inputs.set(input.name, commonType(name, input, inputs.get(input.name)));
    list.push(Object.freeze({ name, ...expression.definition }));
  }
  return checkedSpec(
    Object.freeze({
      version: 1,
      inputs: Object.freeze([...inputs].map(([name, type]) => Object.freeze({ name, type }))),
      features: Object.freeze(list),
    }),
  );
}

/** 0 to 1439, UTC. */
export const minuteOfDay = calendar('minuteOfDay');
/** 0 to 23, UTC. */
export const hour = calendar('hour');
/** 1 = Monday to 7 = Sunday, UTC. */
export const dayOfWeek = calendar('dayOfWeek');
/** 1 to 31, UTC. */
export const dayOfMonth = calendar('dayOfMonth');
/** 1 to 366, UTC. */
export const dayOfYear = calendar('dayOfYear');
/** 1 to 12, UTC. */
export const month = calendar('month');
/** Astronomical: the year before 1 is 0. UTC. */
export const year = calendar('year');

/** The number itself, as a double. NaN stays NaN and counts as missing, like null. */
export function numeric(column: string): FeatureExpression<'numeric'> {
  return numericOf('numeric', column, 'number');
}

/** 1 for true, 0 for false. */
export function flag(column: string): FeatureExpression<'numeric'> {
  return numericOf('flag', column, 'boolean');
}

/**
 * Number of edges that are not above the value: 0 below the first edge, `edges.length` from the last edge up. NaN gives null.
 * @param edges finite, rising.
 */
export function bucket(column: string, edges: readonly number[]): FeatureExpression<'numeric'> {
  const reads = [{ name: column, type: 'number' as const }];
  return { type: 'numeric', reads, definition: { kind: 'bucket', type: 'numeric', input: column, edges: [...edges] } };
}

/**
 * The column's text as a category; the empty string is a category of its own.
 * @param from type of the column: integers and booleans become their text (`12`, `true`).
 */
export function category(
  column: string,
  from: 'string' | 'integer' | 'boolean' = 'string',
): FeatureExpression<'categorical'> & { readonly column: string } {
  const reads = [{ name: column, type: from }];
  return { type: 'categorical', column, reads, definition: { kind: 'category', type: 'categorical', input: column } };
}

/** Categories of several columns joined by `|`: each combination is a category. */
export function cross(
  first: string | ReturnType<typeof category>,
  second: string | ReturnType<typeof category>,
  ...more: readonly (string | ReturnType<typeof category>)[]
): FeatureExpression<'categorical'> {
  const parts = [first, second, ...more].map((part) => (typeof part === 'string' ? category(part) : part));
  return {
    type: 'categorical',
    reads: parts.flatMap((part) => part.reads),
    definition: { kind: 'cross', type: 'categorical', inputs: parts.map((part) => part.column) },
  };
}

function calendar(kind: CalendarKind): (column: string) => FeatureExpression<'numeric'> {
  return (column) => numericOf(kind, column, 'timestamp');
}

function numericOf(
  kind: CalendarKind | 'numeric' | 'flag',
  input: string,
  type: InputType,
): FeatureExpression<'numeric'> {
  return { type: 'numeric', reads: [{ name: input, type }], definition: { kind, type: 'numeric', input } };
}

// An integer column may also be read as a number: the narrower type holds.
function commonType(feature: string, input: FeatureInput, known: InputType | undefined): InputType {
  if (known === undefined || known === input.type) return input.type;
  if ([known, input.type].every((type) => type === 'number' || type === 'integer')) return 'integer';
  throw featuresInvalid(
    `Feature "${feature}" reads "${input.name}" as ${input.type}, another feature reads it as ${known}`,
  );
}
