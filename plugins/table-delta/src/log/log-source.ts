import type { ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';

/** Where a log is, and who is told what is odd about it and no error. */
export interface LogSource {
  readonly store: ObjectStore;
  readonly location: TableLocation;
  warn(message: string): void;
}
