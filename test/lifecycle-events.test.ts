import { type Event, EventBus } from '@penstock/core/contracts';
import { loadPlan, openPlatform } from '@penstock/core/runtime';
import { expect, test } from 'vitest';
import { SmallProject } from './support/small-project.ts';

test('every notice of the lifecycle reaches the event bus as a CloudEvent', async () => {
  await using project = await SmallProject.make();
  await using platform = await openPlatform({ plan: await loadPlan({ cwd: project.dir }) });
  const heard: Event[] = [];
  const bus = platform.get(EventBus);
  await bus.subscribe('penstock.lifecycle', (event) => void heard.push(event));
  await platform.hooks.notify('modelPromoted', { model: 'late', version: '3', alias: 'champion', by: 'ada' });
  await bus.flush();
  expect(heard).toEqual([
    expect.objectContaining({
      type: 'penstock.modelPromoted',
      source: 'penstock/small',
      data: { model: 'late', version: '3', alias: 'champion', by: 'ada' },
    }),
  ]);
});
