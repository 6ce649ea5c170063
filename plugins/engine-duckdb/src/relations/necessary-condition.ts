import type { ComparisonOperator, Predicate } from '@penstock/core/contracts';
import { constantOf, type SqlConstant } from './sql-constant.ts';

/** A node of the tree that DuckDB's `json_serialize_sql` gives. */
export type SqlNode = Readonly<Record<string, unknown>>;

const OPERATORS: Readonly<Record<string, ComparisonOperator>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

const FLIPPED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Where a condition stands. */
export interface ConditionContext {
  /** What columns may be qualified with. */
  readonly table: string;
  /** Filled with the columns and the constants they are compared with. */
  readonly compared: (readonly [column: string, constant: SqlConstant])[];
}

/**
 * What must be true for the condition to be true, as far as it is about a column and constants; `undefined` when nothing
 * of it is.
 */
export function necessaryCondition(node: SqlNode, context: ConditionContext): Predicate | undefined {
  const { type, children } = node;
  if ((type !== 'CONJUNCTION_AND' && type !== 'CONJUNCTION_OR') || !Array.isArray(children))
    return exactly(node, context);
  const parts = children.map((child) => (isRecord(child) ? necessaryCondition(child, context) : undefined));
  const terms = parts.flatMap((part) => part ?? []);
  if (type === 'CONJUNCTION_OR') return terms.length === parts.length ? { op: 'or', terms } : undefined;
  return terms.length > 0 ? { op: 'and', terms } : undefined;
}

export function isRecord(value: unknown): value is SqlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same condition, true, false and unknown for the same rows. */
function exactly(node: SqlNode, context: ConditionContext): Predicate | undefined {
  const { type, children } = node;
  const operator = OPERATORS[String(type)];
  if (operator) return comparison(node, operator, context);
  if (type === 'COMPARE_BETWEEN') return between(node, context);
  if (!Array.isArray(children)) return undefined;
  const nodes = children.filter(isRecord);
  switch (type) {
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR': {
      const terms = nodes.flatMap((child) => exactly(child, context) ?? []);
      return terms.length === children.length ? { op: type === 'CONJUNCTION_AND' ? 'and' : 'or', terms } : undefined;
    }
    case 'OPERATOR_NOT': {
      const term = nodes[0] && exactly(nodes[0], context);
      return term && { op: 'not', term };
    }
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL': {
      const column = columnOf(nodes[0], context);
      if (column === undefined) return undefined;
      return { op: type === 'OPERATOR_IS_NULL' ? 'is null' : 'is not null', column };
    }
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN':
      return inList(nodes, type === 'COMPARE_NOT_IN', context);
    default:
      return undefined;
  }
}

function comparison(node: SqlNode, op: ComparisonOperator, context: ConditionContext): Predicate | undefined {
  const { left, right } = node;
  return (
    term(op, columnOf(left, context), constantOf(right), context) ??
    term(FLIPPED[op], columnOf(right, context), constantOf(left), context)
  );
}

function between(node: SqlNode, context: ConditionContext): Predicate | undefined {
  const column = columnOf(node['input'], context);
  const lower = term('>=', column, constantOf(node['lower']), context);
  const upper = term('<=', column, constantOf(node['upper']), context);
  return lower && upper ? { op: 'and', terms: [lower, upper] } : undefined;
}

function inList(
  [first, ...rest]: readonly SqlNode[],
  isNegated: boolean,
  context: ConditionContext,
): Predicate | undefined {
  const column = columnOf(first, context);
  const terms = rest.flatMap((node) => term('=', column, constantOf(node), context) ?? []);
  if (terms.length < rest.length) return undefined;
  const isIn: Predicate = { op: 'or', terms };
  return isNegated ? { op: 'not', term: isIn } : isIn;
}

function term(
  op: ComparisonOperator,
  column: string | undefined,
  constant: SqlConstant | undefined,
  { compared }: ConditionContext,
): Predicate | undefined {
  if (column === undefined || !constant) return undefined;
  compared.push([column, constant]);
  return { op, column, value: constant.value };
}

function columnOf(node: unknown, { table }: ConditionContext): string | undefined {
  if (!isRecord(node) || node['type'] !== 'COLUMN_REF' || !Array.isArray(node['column_names'])) return undefined;
  const [first, second, ...more] = node['column_names'].map(String);
  if (first === undefined || more.length > 0) return undefined;
  if (second === undefined) return first;
  return first.toLowerCase() === table.toLowerCase() ? second : undefined;
}
