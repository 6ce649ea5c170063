import { writeFile } from 'node:fs/promises';
import { type RecordBatch, RecordBatchFileWriter, type Schema, type Vector } from 'apache-arrow';

/**
 * Writes batches as an Arrow IPC file. Dictionaries that grow from batch to batch are written once, whole, behind the
 * batches: the file's footer tells readers where (Columnar.rst, "IPC File Format": dictionaries may follow the batches
 * that use them).
 * @returns the number of rows
 */
export async function writeArrowFile(path: string, batches: AsyncIterable<RecordBatch>): Promise<number> {
  let rows = 0;
  const chunks = async function* () {
    const writer = new DictionariesLast();
    for await (const batch of batches) {
      writer.write(batch);
      rows += batch.numRows;
      yield writer.take();
    }
    writer.finish();
    yield writer.take();
  };
  await writeFile(path, chunks());
  return rows;
}

class DictionariesLast extends RecordBatchFileWriter {
  #chunks: Uint8Array[] = [];
  readonly #dictionaries = new Map<number, Vector>();

  /** What is to be written next. */
  take(): Uint8Array {
    const chunks = this.#chunks;
    this.#chunks = [];
    return Buffer.concat(chunks);
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.#chunks.push(new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }

  protected override _writeDictionaries(batch: RecordBatch): this {
    for (const [id, dictionary] of batch.dictionaries) this.#dictionaries.set(id, dictionary);
    return this;
  }

  protected override _writeFooter(schema: Schema): this {
    for (const [id, dictionary] of this.#dictionaries)
      for (const data of dictionary.data) this._writeDictionaryBatch(data, id);
    return super._writeFooter(schema);
  }
}
