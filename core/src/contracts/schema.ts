/** Types of columns, in Delta Lake's words (PROTOCOL.md, "Schema Serialization Format"). */
export type PrimitiveType =
  | 'string'
  | 'long'
  | 'integer'
  | 'short'
  | 'byte'
  | 'float'
  | 'double'
  | 'boolean'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  /** Values of a type of their own (the Variant of Parquet). */
  | 'variant'
  /** Only nulls; never in data files. */
  | 'void'
  | `decimal(${number},${number})`;
export interface StructType {
  readonly type: 'struct';
  readonly fields: readonly Field[];
}
export interface ArrayType {
  readonly type: 'array';
  readonly elementType: DataType;
  readonly containsNull: boolean;
}
export interface MapType {
  readonly type: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}
export type DataType = PrimitiveType | StructType | ArrayType | MapType;

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** How data files have it when they do not have it by `name`. What a file lacks is null. */
  readonly stored?: StoredAs;
}

/** Place of a column or nested field in Parquet: by another name, or by field id whatever the name there. */
export type StoredAs = { readonly name: string } | { readonly id: number };

/** Schema of a table: the root struct. */
export type TableSchema = StructType;
