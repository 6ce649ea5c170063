import type { Approvals } from '@penstock/core/contracts';
import { approvalsSuite, conform, memoryObjectStore, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';
import { promotion } from './promotion.ts';

const open = () =>
  openPlugin<Approvals>(plugin, {
    needs: { store: memoryObjectStore() },
    options: {
      rules: [
        { model: 'suite-1-*', approvals: { required: 1 } },
        { model: 'suite-2-*', approvals: { required: 2 } },
      ],
    },
  });
let opened: Awaited<ReturnType<typeof open>>;

const suite = approvalsSuite(async ({ model, version, alias }) => {
  await opened.hooks.ask('promotionRequested', promotion({ model, version, alias }));
  const asked = (await opened.value.list()).find(
    (item) => item.model === model && item.version === version && item.alias === alias,
  );
  return asked?.id ?? '';
});
conform(suite, test, plugin, async () => {
  opened = await open();
  return opened;
});
