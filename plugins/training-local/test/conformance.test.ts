import type { TrainingBackend } from '@penstock/core/contracts';
import { conform, openPlugin, trainingBackendSuite } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(trainingBackendSuite, test, plugin, () =>
  openPlugin<TrainingBackend>(plugin, { options: { capacity: 2, graceMs: 200 } }),
);
