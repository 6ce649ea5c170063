import type { ComparisonOperator, DataType, Predicate, Scalar } from '@penstock/core/contracts';
import { compareValues } from './compare-values.ts';

type Value = NonNullable<Scalar>;

/** What is known of a column of a file. */
export interface ColumnFacts {
  readonly type: DataType;
  /** Bounds of the values that are not null. */
  readonly min?: Value | undefined;
  readonly max?: Value | undefined;
  readonly hasNulls: boolean;
  readonly hasValues: boolean;
  /** Whether there may be NaN outside the bounds: some writers leave it out of them. */
  readonly mayHideNaN?: boolean;
}

/** Facts of a column, `undefined` when nothing is known. */
export type Facts = (column: string) => ColumnFacts | undefined;

const NEGATED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** Whether the predicate may be `wanted` for some row. What is not known may be anything. */
export function mayHold(predicate: Predicate, facts: Facts, wanted = true): boolean {
  switch (predicate.op) {
    case 'and':
    case 'or': {
      const isEvery = (predicate.op === 'and') === wanted;
      const test = (term: Predicate) => mayHold(term, facts, wanted);
      return isEvery ? predicate.terms.every(test) : predicate.terms.some(test);
    }
    case 'not':
      return mayHold(predicate.term, facts, !wanted);
    case 'in': {
      const { column, values } = predicate;
      if (!wanted) return values.every((value) => mayCompare(facts(column), '<>', value));
      return values.some((value) => mayCompare(facts(column), '=', value));
    }
    case 'is null':
    case 'is not null': {
      const known = facts(predicate.column);
      if (!known) return true;
      return (predicate.op === 'is null') === wanted ? known.hasNulls : known.hasValues;
    }
    default:
      return mayCompare(facts(predicate.column), wanted ? predicate.op : NEGATED[predicate.op], predicate.value);
  }
}

function mayCompare(facts: ColumnFacts | undefined, op: ComparisonOperator, value: Value): boolean {
  if (!facts) return true;
  if (!facts.hasValues) return false;
  if (facts.mayHideNaN && (op === '>' || op === '>=' || op === '<>' || value === 'NaN')) return true;
  const values = facts.type === 'float' && typeof value === 'number' ? [value, Math.fround(value)] : [value];
  return values.some((item) => {
    const low = order(facts.min, item, facts.type);
    const high = order(facts.max, item, facts.type);
    return MAY[op](low, high);
  });
}

/** Sign of bound minus value; `undefined` when the bound is not known or they do not compare. */
function order(bound: Value | undefined, value: Value, type: DataType): number | undefined {
  return bound === undefined ? undefined : compareValues(bound, value, type);
}

type Order = number | undefined;

/** By the order of the lower and the upper bound to the value. */
const MAY: Readonly<Record<ComparisonOperator, (low: Order, high: Order) => boolean>> = {
  '=': (low, high) => (low ?? 0) <= 0 && (high ?? 0) >= 0,
  '<>': (low, high) => !(low === 0 && high === 0),
  '<': (low) => (low ?? -1) < 0,
  '<=': (low) => (low ?? 0) <= 0,
  '>': (_low, high) => (high ?? 1) > 0,
  '>=': (_low, high) => (high ?? 0) >= 0,
};
