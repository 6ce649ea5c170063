import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import type { AsyncBuffer } from 'hyparquet';
import { corrupt } from '../table-error.ts';

/** What must be known of an object to read it. */
export type StoredObject = Pick<ObjectInfo, 'key' | 'size'>;

/** Files up to this size are fetched by one request, larger ones by the column chunks that are needed. */
const WHOLE = 8 * 1024 * 1024;

/** A Parquet file of the store as hyparquet reads it. PEN_TABLE_CORRUPT when the object is gone. */
export function parquetBuffer(store: ObjectStore, object: StoredObject, options?: CallOptions): AsyncBuffer {
  let whole: Promise<ArrayBuffer> | undefined;
  const fetch = async (start: number, end?: number) => {
    const bytes = await store.get(object.key, { range: { start, end }, signal: options?.signal });
    if (!bytes) throw corrupt(object.key, 'is gone');
    return exactBuffer(bytes);
  };
  return {
    byteLength: object.size,
    async slice(start, end = object.size) {
      const from = start < 0 ? object.size + start : start;
      if (object.size > WHOLE) return fetch(from, end);
      whole ??= fetch(0, object.size);
      return (await whole).slice(from, end);
    },
  };
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength) return bytes.buffer;
  return new Uint8Array(bytes).buffer;
}
