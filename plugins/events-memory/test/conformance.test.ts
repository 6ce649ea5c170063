import type { EventBus } from '@penstock/core/contracts';
import { conform, eventBusSuite, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(eventBusSuite, test, plugin, () => openPlugin<EventBus>(plugin));
