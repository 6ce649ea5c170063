import type { ObjectStore } from '@penstock/core/contracts';
import { conform, objectStoreSuite, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(objectStoreSuite, test, plugin, () => openPlugin<ObjectStore>(plugin));
