import type { CalendarKind, Feature, FeatureSpec, InputType } from './feature-spec.ts';

/**
 * The features as a SQL select list over the raw columns, one `expression AS "name"` per feature: numeric features as
 * DOUBLE, categorical ones as text. Uses only what DuckDB and Spark SQL have in common; the session's time zone must be UTC.
 * Timestamp inputs must be date or timestamp columns, not text. Row by row it gives what `featureRow` gives.
 * @param quote makes an identifier; default: ANSI double quotes.
 */
export function featureSql(spec: FeatureSpec, quote: (name: string) => string = doubleQuoted): string {
  const types = new Map(spec.inputs.map((input) => [input.name, input.type]));
  const column = (input: string) => ({ sql: quote(input), type: types.get(input) ?? 'string' });
  return spec.features
    .map((feature) => `${featureExpression(feature, column)} AS ${quote(feature.name)}`)
    .join(',\n  ');
}

interface Column {
  readonly sql: string;
  readonly type: InputType;
}

function featureExpression(feature: Feature, column: (input: string) => Column): string {
  switch (feature.kind) {
    case 'cross':
      return feature.inputs.map((input) => text(column(input))).join(` || '|' || `);
    case 'category':
      return text(column(feature.input));
    case 'numeric':
      return `CAST(${column(feature.input).sql} AS DOUBLE)`;
    case 'flag':
      return `CAST(CAST(${column(feature.input).sql} AS BOOLEAN) AS DOUBLE)`;
    case 'bucket':
      return bucket(`CAST(${column(feature.input).sql} AS DOUBLE)`, feature.edges);
    default:
      return `CAST(${calendar[feature.kind](`CAST(${column(feature.input).sql} AS TIMESTAMP)`)} AS DOUBLE)`;
  }
}

const calendar: Readonly<Record<CalendarKind, (time: string) => string>> = {
  minuteOfDay: (time) => `hour(${time}) * 60 + minute(${time})`,
  hour: (time) => `hour(${time})`,
  // Engines count days of the week from different starts; counting from a known Monday is the same in all.
  dayOfWeek: (time) => `(dayofweek(${time}) - dayofweek(DATE '2001-01-01') + 7) % 7 + 1`,
  dayOfMonth: (time) => `dayofmonth(${time})`,
  dayOfYear: (time) => `dayofyear(${time})`,
  month: (time) => `month(${time})`,
  year: (time) => `year(${time})`,
};

function text({ sql, type }: Column): string {
  if (type === 'integer') return `CAST(CAST(${sql} AS BIGINT) AS STRING)`;
  if (type === 'boolean') return `CAST(CAST(${sql} AS BOOLEAN) AS STRING)`;
  return `CAST(${sql} AS STRING)`;
}

function bucket(number: string, edges: readonly number[]): string {
  const cases = edges.map((edge, at) => `WHEN ${number} < CAST('${edge}' AS DOUBLE) THEN ${at}`);
  return `CAST(CASE WHEN ${number} IS NULL OR isnan(${number}) THEN NULL ${cases.join(' ')} ELSE ${edges.length} END AS DOUBLE)`;
}

function doubleQuoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
