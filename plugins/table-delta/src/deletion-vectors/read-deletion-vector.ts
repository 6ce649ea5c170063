import { crc32 } from 'node:zlib';
import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { DeletionVectorDescriptor } from '../log/actions.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { corrupt } from '../table-error.ts';
import { type RoaringBitmap, readRoaring64 } from './roaring-bitmap.ts';
import { decodeZ85 } from './z85.ts';

const MAGIC = 1681511377;
const FILE_VERSION = 1;
/** Files that start further away than this from their vector are not read from their start. */
const NEAR = 64 * 1024;
const UUID_CHARACTERS = 20;

/**
 * The rows that a deletion vector deletes (PROTOCOL.md, "Deletion Vector Format"). PEN_TABLE_CORRUPT, naming the vector,
 * unless size, checksum, format and number of rows are as they should be.
 */
export async function readDeletionVector(
  store: ObjectStore,
  location: TableLocation,
  descriptor: DeletionVectorDescriptor,
  options?: CallOptions,
): Promise<RoaringBitmap> {
  const isInline = descriptor.storageType === 'i';
  const at = isInline ? `${location.logFolder} (inline deletion vector)` : vectorKey(location, descriptor);
  const bytes = isInline ? inlineBytes(at, descriptor) : await storedBytes(store, at, descriptor, options);
  const magic = bytes.length < 4 ? undefined : viewOf(bytes).getInt32(0, true);
  if (magic !== MAGIC) throw broken(at, `has the magic number ${magic}, not ${MAGIC}`);
  const bitmap = parse(at, bytes.subarray(4));
  if (bitmap.cardinality !== descriptor.cardinality)
    throw broken(at, `deletes ${bitmap.cardinality} rows, the log says ${descriptor.cardinality}`);
  return bitmap;
}

/** Object key of a vector in a file. */
export function vectorKey(location: TableLocation, { storageType, pathOrInlineDv }: DeletionVectorDescriptor): string {
  if (storageType === 'p') return location.toKey(pathOrInlineDv);
  const uuid = decodeZ85(pathOrInlineDv.slice(-UUID_CHARACTERS));
  if (storageType !== 'u' || uuid?.length !== 16)
    throw broken(location.logFolder, `names the vector ${storageType}"${pathOrInlineDv}", which lies nowhere`);
  const prefix = pathOrInlineDv.slice(0, -UUID_CHARACTERS);
  const hex = Buffer.from(uuid).toString('hex');
  const name = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, 'deletion_vector_$1-$2-$3-$4-$5.bin');
  return location.keyInside(prefix === '' ? name : `${prefix}/${name}`);
}

function inlineBytes(at: string, { pathOrInlineDv, sizeInBytes }: DeletionVectorDescriptor): Uint8Array {
  const bytes = decodeZ85(pathOrInlineDv);
  if (!bytes) throw broken(at, 'is not legal Z85');
  // Z85 knows multiples of four bytes only: the rest is padding.
  if (sizeInBytes > bytes.length || sizeInBytes <= bytes.length - 4)
    throw broken(at, `has ${bytes.length} bytes, the log says ${sizeInBytes}`);
  return bytes.subarray(0, sizeInBytes);
}

/** In the file stand, big-endian: the version of the format, then for each vector its size, its bytes, their CRC-32. */
async function storedBytes(
  store: ObjectStore,
  key: string,
  // The protocol takes an absent offset for 0, where the version stands: only 1 can be meant.
  { offset = 1, sizeInBytes }: DeletionVectorDescriptor,
  options?: CallOptions,
): Promise<Uint8Array> {
  if (offset < 1 || sizeInBytes < 0) throw broken(key, `cannot have ${sizeInBytes} bytes at ${offset}`);
  const start = offset < NEAR ? 0 : offset;
  const end = offset + 4 + sizeInBytes + 4;
  const signal = options?.signal;
  const [part, first] = await Promise.all([
    store.get(key, { range: { start, end }, signal }),
    start === 0 ? undefined : store.get(key, { range: { start: 0, end: 1 }, signal }),
  ]);
  if (!part) throw broken(key, 'is gone');
  const version = (start === 0 ? part : first)?.[0];
  if (version !== FILE_VERSION) throw broken(key, `has the format version ${version}, not ${FILE_VERSION}`);
  const entry = part.subarray(offset - start);
  if (entry.length < end - offset) throw broken(key, 'ends before its vector does');
  const view = viewOf(entry);
  const size = view.getInt32(0);
  if (size !== sizeInBytes) throw broken(key, `has ${size} bytes at ${offset}, the log says ${sizeInBytes}`);
  const bytes = entry.subarray(4, 4 + sizeInBytes);
  if (view.getUint32(4 + sizeInBytes) !== crc32(bytes)) throw broken(key, `does not fit its checksum at ${offset}`);
  return bytes;
}

function parse(at: string, bytes: Uint8Array): RoaringBitmap {
  try {
    return readRoaring64(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw broken(at, `cannot be read: ${error.message}`, error);
    throw error;
  }
}

function broken(at: string, problem: string, cause?: unknown): Error {
  return corrupt(at, `${problem}; its deleted rows cannot be told`, cause);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
