import type { Logger } from '@penstock/core';
import type { ObjectStore } from '@penstock/core/contracts';
import { DeltaTables } from '../../src/delta-tables.ts';
import { options } from '../../src/options.ts';

export interface Warning {
  readonly message: string;
}

/** Tables on a store, with what was logged. */
export function deltaTables(store: ObjectStore, given: Parameters<typeof options.parse>[0] = {}) {
  const warnings: Warning[] = [];
  const log: Logger = { debug() {}, info() {}, warn: (message) => void warnings.push({ message }), error() {} };
  return { tables: new DeltaTables(store, options.parse(given), log), warnings };
}
