import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, DuckDBVector } from '@duckdb/node-api';
import { PenstockError } from '@penstock/core';
import type { DataType, TableSchema } from '@penstock/core/contracts';
import { type DataType as ArrowType, type Data, type RecordBatch, Type } from 'apache-arrow';
import type { Session } from '../database/session.ts';
import { quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';
import { columnWriter } from './column-writer.ts';
import { stagingType } from './staging-type.ts';

/**
 * Takes batches into a temporary table of Arrow's types, and gives the SQL that reads it in the types of the schema.
 * Columns are matched by name.
 */
export async function loadBatches(
  session: Session,
  table: string,
  schema: TableSchema,
  batches: AsyncIterable<RecordBatch>,
): Promise<string> {
  let loader: Loader | undefined;
  try {
    for await (const batch of batches) {
      session.check();
      loader ??= await Loader.open(session, table, schema, batch);
      loader.append(batch);
    }
  } finally {
    loader?.close();
  }
  if (!loader)
    await createTable(
      session,
      table,
      schema.fields.map((field) => [field.name, duckDbType(field.type)]),
    );
  const columns = schema.fields.map(
    ({ name, type }) => `cast(${quotedName(name)} as ${duckDbType(type)}) as ${quotedName(name)}`,
  );
  return `select ${columns.join(', ')} from temp.main.${quotedName(table)}`;
}

class Loader {
  readonly #schema: TableSchema;
  readonly #arrowTypes: readonly string[];
  readonly #types: readonly DuckDBType[];
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;

  private constructor(
    schema: TableSchema,
    arrowTypes: readonly ArrowType[],
    types: readonly DuckDBType[],
    appender: DuckDBAppender,
  ) {
    this.#schema = schema;
    this.#arrowTypes = arrowTypes.map(String);
    this.#types = types;
    this.#appender = appender;
    this.#chunk = DuckDBDataChunk.create(types);
  }

  static async open(session: Session, table: string, schema: TableSchema, first: RecordBatch): Promise<Loader> {
    const arrowTypes = schema.fields.map(({ name }) => columnOf(first, name).type);
    const types = schema.fields.map(({ name, type }, i) => stagingFor(name, type, arrowTypes[i] as ArrowType));
    await createTable(
      session,
      table,
      schema.fields.map(({ name }, i) => [name, String(types[i])]),
    );
    const appender = await session.connection.createAppender(table, 'main', 'temp');
    return new Loader(schema, arrowTypes, types, appender);
  }

  append(batch: RecordBatch): void {
    const columns = this.#schema.fields.map(({ name }) => columnOf(batch, name));
    columns.forEach((data, i) => {
      if (String(data.type) !== this.#arrowTypes[i])
        throw mismatch(
          `column "${this.#schema.fields[i]?.name}" is ${data.type}, in earlier batches ${this.#arrowTypes[i]}`,
        );
    });
    const writers = columns.map((data, i) => columnWriter(data, this.#types[i] as DuckDBType));
    const size = DuckDBVector.standardSize();
    for (let from = 0; from < batch.numRows; from += size) {
      const rows = Math.min(size, batch.numRows - from);
      this.#chunk.reset();
      this.#chunk.rowCount = rows;
      for (const [column, write] of writers.entries()) write(this.#chunk, column, from, rows);
      this.#appender.appendDataChunk(this.#chunk);
    }
  }

  close(): void {
    this.#appender.closeSync();
  }
}

async function createTable(
  session: Session,
  table: string,
  columns: readonly (readonly [string, string])[],
): Promise<void> {
  const list = columns.map(([name, type]) => `${quotedName(name)} ${type}`).join(', ');
  await session.run(`create temp table ${quotedName(table)} (${list})`);
}

function columnOf(batch: RecordBatch, name: string): Data {
  const index = batch.schema.fields.findIndex((field) => field.name === name);
  const data = batch.data.children[index];
  if (!data) throw mismatch(`column "${name}" is missing`);
  if (data.length < batch.numRows) throw mismatch(`column "${name}" is shorter than the batch`);
  return data;
}

function stagingFor(name: string, type: DataType, arrow: ArrowType): DuckDBType {
  const staging = stagingType(arrow);
  if (!staging)
    throw new PenstockError(
      'PEN_TYPE_UNSUPPORTED',
      `Batches of rows have column "${name}" as ${arrow}, which cannot be read`,
    );
  if (kindOfArrow(arrow) !== kindOf(type))
    throw mismatch(`column "${name}" is ${arrow}, but should be ${typeof type === 'string' ? type : type.type}`);
  return staging;
}

/** What may be cast into each other without another meaning. */
function kindOf(type: DataType): string {
  if (typeof type !== 'string') return type.type;
  if (type === 'date' || type === 'timestamp' || type === 'timestamp_ntz') return 'time';
  return type === 'string' || type === 'binary' || type === 'boolean' ? type : 'number';
}

function kindOfArrow(type: ArrowType): string {
  switch (type.typeId as Type) {
    case Type.Int:
    case Type.Float:
    case Type.Decimal:
      return 'number';
    case Type.Date:
    case Type.Timestamp:
      return 'time';
    case Type.Bool:
      return 'boolean';
    case Type.Utf8:
    case Type.LargeUtf8:
      return 'string';
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
      return 'binary';
    case Type.Dictionary:
      return kindOfArrow((type as ArrowType & { readonly dictionary: ArrowType }).dictionary);
    case Type.Struct:
      return 'struct';
    case Type.Map:
      return 'map';
    default:
      return 'array';
  }
}

function mismatch(what: string): PenstockError {
  return new PenstockError('PEN_SCHEMA_MISMATCH', `Batches of rows do not fit their schema: ${what}`);
}
