import { throwIfAborted } from '@penstock/core';
import type { CallOptions, DeletionVector, ObjectStore, RowPositions } from '@penstock/core/contracts';
import type { DeletionVectorDescriptor } from '../log/actions.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { readDeletionVector } from './read-deletion-vector.ts';
import { roaringRows } from './roaring-rows.ts';

/** A deletion vector of the log in the words of the contract; fetched and checked when its rows are asked for. */
export function deletionVectorOf(
  store: ObjectStore,
  location: TableLocation,
  descriptor: DeletionVectorDescriptor,
): DeletionVector {
  return {
    cardinality: descriptor.cardinality,
    async *positions(options?: CallOptions) {
      const bitmap = await readDeletionVector(store, location, descriptor, options);
      for (const rows of roaringRows(bitmap)) {
        throwIfAborted(options?.signal, 'reading of a deletion vector');
        yield rows;
      }
    },
  };
}

/** The rows of one that are not in the other. */
export function difference(rows: RowPositions, without: RowPositions): RowPositions {
  return {
    async *positions(options?: CallOptions) {
      const others = new Ahead(without.positions(options));
      // Both are read before the first row is given out: what is wrong with either comes first.
      await others.next();
      for await (const batch of rows.positions(options)) {
        const kept: bigint[] = [];
        for (const row of batch) {
          while (others.value !== undefined && others.value < row) await others.next();
          if (others.value !== row) kept.push(row);
        }
        if (kept.length > 0) yield BigInt64Array.from(kept);
      }
    },
  };
}

/** Numbers of a stream of batches, one by one. */
class Ahead {
  readonly #batches: AsyncIterator<BigInt64Array>;
  #batch: BigInt64Array = new BigInt64Array();
  #at = 0;
  value: bigint | undefined;

  constructor(batches: AsyncIterable<BigInt64Array>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  async next(): Promise<void> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done) {
        this.value = undefined;
        return;
      }
      this.#batch = value;
      this.#at = 0;
    }
    this.value = this.#batch[this.#at++];
  }
}
