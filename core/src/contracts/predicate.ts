import type { Scalar } from './table-format.ts';

/**
 * A condition on rows by which a table leaves out files, with SQL's meaning: a comparison with null is unknown, and what
 * is unknown is not true. Columns are top-level ones. Texts compare by UTF-8 bytes, NaN is larger than every number.
 */
export type Predicate =
  | { readonly op: 'and' | 'or'; readonly terms: readonly Predicate[] }
  | { readonly op: 'not'; readonly term: Predicate }
  | { readonly op: ComparisonOperator; readonly column: string; readonly value: NonNullable<Scalar> }
  | { readonly op: 'in'; readonly column: string; readonly values: readonly NonNullable<Scalar>[] }
  | { readonly op: 'is null' | 'is not null'; readonly column: string };

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
