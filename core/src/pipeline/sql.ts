import { PenstockError } from '../errors/penstock-error.ts';
import { type FeatureSpec, featureSql } from '../models/index.ts';
import { callSite } from './call-site.ts';
import { isLiteral, type Literal, literalSql } from './literal.ts';
import { isNode, isRelational, type Relational } from './node.ts';
import { type FilesSource, isFiles, isStream, type TableStream } from './sources.ts';

/** What a name in a template stands for. */
export type Reference = Relational | TableStream | FilesSource;

/** SQL with `{{name}}` for each thing it reads from. */
export interface SqlTemplate {
  readonly text: string;
  readonly references: Readonly<Record<string, Reference>>;
  /** `file:line` of the template. */
  readonly at: string;
}

const brand = Symbol.for('@penstock/sql');

/**
 * SQL whose interpolations are the edges of the graph: tables, views, `stream(table)` and `files(…)` become relations;
 * other templates and feature specifications (as a select list) are put in as text; strings, numbers, dates and lists as literals.
 */
export function sql(
  strings: TemplateStringsArray,
  ...values: readonly (Reference | SqlTemplate | FeatureSpec | Literal)[]
): SqlTemplate {
  const at = callSite();
  const references: Record<string, Reference> = {};
  let text = strings[0] ?? '';
  values.forEach((value, i) => {
    text += render(value, references, at) + (strings[i + 1] ?? '');
  });
  if (text.trim() === '') throw new PenstockError('PEN_PIPELINE_INVALID', `Empty SQL (${at})`, { at });
  return template(text, references, at);
}

export function template(text: string, references: Readonly<Record<string, Reference>>, at: string): SqlTemplate {
  return Object.freeze(
    Object.defineProperty({ text, references: Object.freeze({ ...references }), at }, brand, { value: true }),
  );
}

export function isSql(value: unknown): value is SqlTemplate {
  return typeof value === 'object' && value !== null && brand in value;
}

function render(value: unknown, references: Record<string, Reference>, at: string): string {
  if (isSql(value)) {
    for (const [name, reference] of Object.entries(value.references)) add(references, name, reference, at);
    return value.text;
  }
  if (isNode(value)) {
    if (!isRelational(value))
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `"${value.name}" is a ${value.kind}; SQL cannot read from it (${at})`,
        { at },
      );
    return add(references, value.name, value, at);
  }
  if (isStream(value)) return add(references, value.table.name, value, at);
  if (isFiles(value)) return add(references, fileName(value, references), value, at);
  if (isFeatureSpec(value)) return featureSql(value);
  if (isLiteral(value)) return literalSql(value, at);
  throw new PenstockError('PEN_PIPELINE_INVALID', `A value of type ${typeof value} cannot stand in SQL (${at})`, {
    at,
  });
}

function isFeatureSpec(value: unknown): value is FeatureSpec {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as Partial<FeatureSpec>).features) &&
    Array.isArray((value as Partial<FeatureSpec>).inputs)
  );
}

function add(references: Record<string, Reference>, name: string, reference: Reference, at: string): string {
  const present = references[name];
  if (present !== undefined && !same(present, reference)) {
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `"${name}" stands for two different things in one query (${at}); read a table either as a stream or whole, or name one differently`,
      { at },
    );
  }
  references[name] = reference;
  return `{{${name}}}`;
}

function same(a: Reference, b: Reference): boolean {
  return a === b || (isStream(a) && isStream(b) && a.table === b.table);
}

function fileName(source: FilesSource, references: Readonly<Record<string, Reference>>): string {
  const known = Object.entries(references).find(([, reference]) => reference === source);
  return known?.[0] ?? `files_${Object.values(references).filter(isFiles).length + 1}`;
}
