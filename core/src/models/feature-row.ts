import type { FeatureValue } from '../contracts/model-flavor.ts';
import type { CalendarKind, Feature, FeatureSpec } from './feature-spec.ts';
import { type InputValue, inputReader } from './input-value.ts';

/** A raw row: column → value. Columns that the features do not read are not looked at. */
export type RawRow = Readonly<Record<string, unknown>>;

/**
 * Makes the function that turns a raw row into its features, as `featureSql` does for tables.
 * Inputs: timestamps as ISO 8601 text, Date, epoch milliseconds (number) or epoch microseconds (bigint); numbers as number
 * or bigint; integers within 64 bits; text; booleans; `null` anywhere.
 * @throws from the returned function: PEN_MODEL_INPUT naming the column that is missing or of the wrong type.
 */
export function featureRow(spec: FeatureSpec): (row: RawRow) => Record<string, FeatureValue> {
  const readers = spec.inputs.map(inputReader);
  const position = new Map(spec.inputs.map((input, at) => [input.name, at]));
  const computations = spec.features.map((feature) => ({
    name: feature.name,
    compute: computation(feature, position),
  }));
  return (row) => {
    const inputs = readers.map((read) => read(row));
    const values: Record<string, FeatureValue> = {};
    for (const { name, compute } of computations) values[name] = compute(inputs);
    return values;
  };
}

type Compute = (inputs: readonly InputValue[]) => FeatureValue;

function computation(feature: Feature, position: ReadonlyMap<string, number>): Compute {
  const at = (input: string) => position.get(input) ?? -1;
  switch (feature.kind) {
    case 'cross': {
      const places = feature.inputs.map(at);
      return (inputs) => {
        const parts = places.map((place) => inputs[place] ?? null);
        return parts.includes(null) ? null : parts.map(String).join('|');
      };
    }
    case 'category':
      return unary(at(feature.input), String);
    case 'numeric':
    case 'flag':
      return unary(at(feature.input), Number);
    case 'bucket':
      return unary(at(feature.input), (value) => bucket(Number(value), feature.edges));
    default: {
      const part = calendar[feature.kind];
      return unary(at(feature.input), (value) => part(Number(value)));
    }
  }
}

function unary(place: number, compute: (value: NonNullable<InputValue>) => FeatureValue): Compute {
  return (inputs) => {
    const value = inputs[place] ?? null;
    return value === null ? null : compute(value);
  };
}

function bucket(value: number, edges: readonly number[]): number | null {
  if (Number.isNaN(value)) return null;
  const at = edges.findIndex((edge) => value < edge);
  return at === -1 ? edges.length : at;
}

const day = 86_400_000;
const dayNumber = (millis: number) => Math.floor(millis / day);
const minuteOf = (millis: number) => Math.floor((millis - dayNumber(millis) * day) / 60_000);

const calendar: Readonly<Record<CalendarKind, (millis: number) => number>> = {
  minuteOfDay: minuteOf,
  hour: (millis) => Math.floor(minuteOf(millis) / 60),
  // The epoch was a Thursday.
  dayOfWeek: (millis) => ((((dayNumber(millis) + 3) % 7) + 7) % 7) + 1,
  dayOfMonth: (millis) => new Date(millis).getUTCDate(),
  dayOfYear,
  month: (millis) => new Date(millis).getUTCMonth() + 1,
  year: (millis) => new Date(millis).getUTCFullYear(),
};

// From the calendar alone: the first of January may lie outside of what a Date can hold.
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

function dayOfYear(millis: number): number {
  const date = new Date(millis);
  const of = date.getUTCFullYear();
  const leap = (of % 4 === 0 && of % 100 !== 0) || of % 400 === 0;
  const at = date.getUTCMonth();
  return (daysBefore[at] ?? 0) + date.getUTCDate() + (leap && at > 1 ? 1 : 0);
}
