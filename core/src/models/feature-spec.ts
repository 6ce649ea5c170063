import { z } from 'zod';
import { PenstockError } from '../errors/penstock-error.ts';

export const inputTypes = ['timestamp', 'number', 'integer', 'string', 'boolean'] as const;
/** What a raw column holds. `integer` fits 64 bits; timestamps are UTC. */
export type InputType = (typeof inputTypes)[number];

export const calendarKinds = ['minuteOfDay', 'hour', 'dayOfWeek', 'dayOfMonth', 'dayOfYear', 'month', 'year'] as const;
/** A part of a timestamp. `dayOfWeek` counts 1 = Monday to 7 = Sunday (ISO 8601). */
export type CalendarKind = (typeof calendarKinds)[number];

const name = z
  .string()
  .min(1)
  .max(255)
  .refine((value) => value !== '__proto__', 'is a reserved name');
const numeric = { name, type: z.literal('numeric'), input: name };
const categorical = { name, type: z.literal('categorical') };

const featureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...numeric, kind: z.enum(calendarKinds) }),
  z.strictObject({ ...numeric, kind: z.literal('numeric') }),
  z.strictObject({ ...numeric, kind: z.literal('flag') }),
  z.strictObject({ ...numeric, kind: z.literal('bucket'), edges: z.array(z.number()).min(1) }),
  z.strictObject({ ...categorical, kind: z.literal('category'), input: name }),
  z.strictObject({ ...categorical, kind: z.literal('cross'), inputs: z.array(name).min(2) }),
]);

/** The shape of `features.json`. What goes beyond the shape is checked by {@link parseFeatureSpec}. */
export const featureSpecSchema = z.strictObject({
  version: z.literal(1),
  inputs: z.array(z.strictObject({ name, type: z.enum(inputTypes) })).min(1),
  features: z.array(featureSchema).min(1),
});

export interface FeatureInput {
  readonly name: string;
  readonly type: InputType;
}

type Numeric<K extends string> = {
  readonly name: string;
  readonly kind: K;
  readonly type: 'numeric';
  readonly input: string;
};
/** One feature, computed from raw columns. */
export type Feature =
  | Numeric<CalendarKind>
  | Numeric<'numeric'>
  | Numeric<'flag'>
  | (Numeric<'bucket'> & { readonly edges: readonly number[] })
  | { readonly name: string; readonly kind: 'category'; readonly type: 'categorical'; readonly input: string }
  | {
      readonly name: string;
      readonly kind: 'cross';
      readonly type: 'categorical';
      readonly inputs: readonly string[];
    };

/** Features as plain JSON: what a model needs of a raw row, and what it makes of it, in order. */
export interface FeatureSpec {
  readonly version: 1;
  readonly inputs: readonly FeatureInput[];
  readonly features: readonly Feature[];
}

/** Reads a spec back from JSON. PEN_FEATURES_INVALID names the place. */
export function parseFeatureSpec(json: unknown): FeatureSpec {
  const parsed = featureSpecSchema.safeParse(json);
  if (parsed.success) return checkedSpec(parsed.data);
  const issue = parsed.error.issues[0];
  throw featuresInvalid(`${issue?.path.join('.') || 'features'}: ${issue?.message ?? 'invalid'}`);
}

/** Checks what the types cannot say: unique names, known inputs, rising edges. */
export function checkedSpec(spec: FeatureSpec): FeatureSpec {
  if (spec.features.length === 0) throw featuresInvalid('There are no features');
  refuseDoubles(spec.inputs, 'input');
  refuseDoubles(spec.features, 'feature');
  const types = new Map(spec.inputs.map((input) => [input.name, input.type]));
  for (const feature of spec.features) {
    for (const input of inputsOf(feature)) {
      const type = types.get(input);
      if (type === undefined)
        throw featuresInvalid(`Feature "${feature.name}" reads "${input}", which is not among the inputs`);
      if (!acceptedTypes(feature.kind).includes(type))
        throw featuresInvalid(`Feature "${feature.name}" (${feature.kind}) cannot read "${input}", which is a ${type}`);
    }
    if (feature.kind === 'bucket') checkEdges(feature.name, feature.edges);
  }
  return spec;
}

/** Names of the raw columns a feature reads. */
export function inputsOf(feature: Feature): readonly string[] {
  return feature.kind === 'cross' ? feature.inputs : [feature.input];
}

export function featuresInvalid(message: string): PenstockError {
  return new PenstockError('PEN_FEATURES_INVALID', message);
}

function acceptedTypes(kind: Feature['kind']): readonly InputType[] {
  if (kind === 'category' || kind === 'cross') return ['string', 'integer', 'boolean'];
  if (kind === 'numeric' || kind === 'bucket') return ['number', 'integer'];
  return kind === 'flag' ? ['boolean'] : ['timestamp'];
}

// Engines fold the case of column names, so names that differ only in case would meet in a table.
function refuseDoubles(items: readonly { readonly name: string }[], what: string): void {
  const seen = new Set<string>();
  for (const { name: item } of items) {
    if (item === '') throw featuresInvalid(`A name of an ${what} is empty`);
    const folded = item.toLowerCase();
    if (seen.has(folded)) throw featuresInvalid(`The ${what} "${item}" is there twice (case does not count)`);
    seen.add(folded);
  }
}

function checkEdges(feature: string, edges: readonly number[]): void {
  const rising = edges.every((edge, at) => Number.isFinite(edge) && edge > (edges[at - 1] ?? -Infinity));
  if (edges.length === 0 || !rising)
    throw featuresInvalid(`Feature "${feature}": the edges must be finite numbers in rising order`);
}
