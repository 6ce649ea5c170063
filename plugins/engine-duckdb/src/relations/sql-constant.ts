import type { DataType, Scalar } from '@penstock/core/contracts';

/** A constant of a condition, as tables compare it. */
export interface SqlConstant {
  readonly kind: 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'timestamptz';
  readonly value: NonNullable<Scalar>;
}

/**
 * `undefined` for what is no constant or none that tables compare as DuckDB does: doubles, to which DuckDB compares other
 * numbers as doubles and tables exactly, and numbers of more digits than a double has.
 */
export function constantOf(node: unknown): SqlConstant | undefined {
  const { type, value, child, cast_type: castType } = recordOf(node);
  if (type === 'OPERATOR_CAST') return castOf(constantOf(child), recordOf(castType)['id']);
  if (type !== 'VALUE_CONSTANT') return undefined;
  const { type: sqlType, value: content } = recordOf(value);
  const { id, type_info: info } = recordOf(sqlType);
  if (id === 'VARCHAR' && typeof content === 'string') return { kind: 'text', value: content };
  if (typeof content !== 'number' || Math.abs(content) > DIGITS) return undefined;
  const { scale } = id === 'DECIMAL' ? recordOf(info) : { scale: 0 };
  const isNumber = id === 'DECIMAL' || /^(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(String(id));
  return isNumber && typeof scale === 'number' ? { kind: 'number', value: Number(`${content}e-${scale}`) } : undefined;
}

/** Whether a column compares with such constants as itself, so that nothing of it is cast to something else. */
export function comparesWith(type: DataType, { kind, value }: SqlConstant): boolean {
  if (typeof type !== 'string') return false;
  switch (kind) {
    case 'number':
      return NUMBERS.has(type) || type.startsWith('decimal');
    case 'text':
      if (type === 'date') return DATE.test(String(value));
      if (type === 'timestamp' || type === 'timestamp_ntz') return TIME.test(String(value));
      return type === 'string';
    case 'timestamptz':
      return type === 'timestamp';
    case 'timestamp':
      return type === 'timestamp_ntz' || type === 'timestamp';
    default:
      return type === kind;
  }
}

/** Fifteen digits, which every double holds. */
const DIGITS = 1e15 - 1;
const NUMBERS: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double']);
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;
const TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}(:?\d{2})?)?$/;

/** `true`, `date '…'` and the like are casts of texts. */
function castOf(constant: SqlConstant | undefined, type: unknown): SqlConstant | undefined {
  if (constant?.kind !== 'text') return undefined;
  const text = String(constant.value);
  if (type === 'BOOLEAN' && (text === 't' || text === 'f')) return { kind: 'boolean', value: text === 't' };
  if (type === 'DATE' && DATE.test(text)) return { kind: 'date', value: text };
  if (type === 'TIMESTAMP' && TIME.test(text)) return { kind: 'timestamp', value: text };
  const isInstant = type === 'TIMESTAMP WITH TIME ZONE' && TIME_WITH_ZONE.test(text);
  return isInstant ? { kind: 'timestamptz', value: text } : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
