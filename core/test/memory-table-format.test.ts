import { TableFormat } from '@penstock/core/contracts';
import { conform, memoryObjectStore, memoryTableFormat, tableFormatSuite } from '@penstock/core/testing';
import { test } from 'vitest';

conform(
  tableFormatSuite,
  test,
  { provides: TableFormat, features: { partitioning: true, timeTravel: true, changes: true } },
  async () => {
    const store = memoryObjectStore();
    return { value: memoryTableFormat(store), close: async () => store[Symbol.asyncDispose]() };
  },
);
