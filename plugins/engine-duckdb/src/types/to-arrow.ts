import type { DataType } from '@penstock/core/contracts';
import {
  type DataType as ArrowType,
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Map_,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';

const PRIMITIVES: Readonly<Record<string, () => ArrowType>> = {
  string: () => new Utf8(),
  long: () => new Int64(),
  integer: () => new Int32(),
  short: () => new Int16(),
  byte: () => new Int8(),
  float: () => new Float32(),
  double: () => new Float64(),
  boolean: () => new Bool(),
  binary: () => new Binary(),
  date: () => new DateDay(),
  timestamp: () => new TimestampMicrosecond('UTC'),
  timestamp_ntz: () => new TimestampMicrosecond(),
};

/** The Arrow type of a column; strings as they stand, not as dictionaries. */
export function arrowType(type: DataType): ArrowType {
  if (typeof type === 'string') {
    const make = PRIMITIVES[type];
    if (make) return make();
    const { precision, scale } = decimalOf(type);
    return new Decimal(scale, precision, 128);
  }
  if (type.type === 'array') return new List(new Field('element', arrowType(type.elementType), true));
  if (type.type === 'struct')
    return new Struct(type.fields.map((field) => new Field(field.name, arrowType(field.type), true)));
  const entry = [new Field('key', arrowType(type.keyType), false), new Field('value', arrowType(type.valueType), true)];
  return new Map_(new Field('entries', new Struct(entry), false) as never);
}

/** Precision and scale of `decimal(p,s)`. */
export function decimalOf(type: string): { readonly precision: number; readonly scale: number } {
  const match = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (!match) throw new TypeError(`${type} is no decimal`);
  return { precision: Number(match[1]), scale: Number(match[2]) };
}
