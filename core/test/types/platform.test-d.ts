import { capability } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { type LoadPlanOptions, loadPlan, openPlatform, type Platform } from '@penstock/core/runtime';

declare const platform: Platform;
const Clock = capability<{ now(): Date }>('clock@1', { description: '' });

platform.get(ObjectStore) satisfies ObjectStore;
platform.get(Clock, 'main').now() satisfies Date;
platform.find(ObjectStore) satisfies ObjectStore | undefined;
for (const { id, value } of platform.all(Clock)) console.log(id.length, value.now().getTime());

// @ts-expect-error a capability is asked for by its token, not by its name
platform.get('object-store@1');
// @ts-expect-error the contract has no such method
platform.get(ObjectStore).read('k');
// @ts-expect-error may be undefined
platform.find(Clock).now();
// @ts-expect-error another contract
platform.get(Clock) satisfies ObjectStore;

// @ts-expect-error the working folder is needed
({ profile: 'dev' }) satisfies LoadPlanOptions;
const plan = await loadPlan({ cwd: '.' });
// @ts-expect-error plans are readonly
plan.project = 'other';
// @ts-expect-error capabilities, not names
await openPlatform({ plan, only: ['object-store@1'] });

// A run is used up to the end of a block, as the platform is.
await using open = await openPlatform({ plan, only: [ObjectStore, Clock] });
await using run = await open.openRun();
// @ts-expect-error runs do not nest
await run.openRun();
