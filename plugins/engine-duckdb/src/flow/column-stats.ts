import type { ColumnStats, DataType } from '@penstock/core/contracts';

/** Statistics of a column as COPY … RETURN_STATS tells them: all text, some missing. */
export type CopyStats = Readonly<Partial<Record<'min' | 'max' | 'null_count' | 'has_nan', string>>>;

/** The same as tables take them: bounds only where they hold for every value. */
export function columnStats(stats: CopyStats, type: DataType): ColumnStats {
  const nullCount = stats.null_count === undefined ? {} : { nullCount: Number(stats.null_count) };
  if (stats.min === undefined || stats.max === undefined || stats.has_nan === 'true') return nullCount;
  const bound = boundFor(type);
  const min = bound?.(stats.min);
  const max = bound?.(stats.max);
  return min === undefined || max === undefined ? nullCount : { min, max, ...nullCount };
}

function boundFor(type: DataType): ((text: string) => string | number | undefined) | undefined {
  switch (type) {
    case 'string':
      // A cut bound may end within a character, which the bindings then show as U+FFFD.
      return (text) => (text.includes('\ufffd') ? undefined : text);
    case 'date':
      return (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);
    case 'timestamp':
      return (text) => timestamp(text, 'Z');
    case 'timestamp_ntz':
      return (text) => timestamp(text, '');
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
    case 'float':
      return (text) => finite(Math.fround(Number(text)));
    case 'double':
      return (text) => finite(Number(text));
    default:
      return typeof type === 'string' && type.startsWith('decimal(') ? (text) => text : undefined;
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** From `2000-12-31 22:00:00.123456+00`; other shapes (infinity, years beyond 9999) say nothing. */
function timestamp(text: string, zone: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d{1,6})?(\+00)?$/.exec(text);
  return match ? `${match[1]}T${match[2]}${(match[3] ?? '.').padEnd(7, '0')}${zone}` : undefined;
}
