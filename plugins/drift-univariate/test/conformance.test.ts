import type { DriftDetector } from '@penstock/core/contracts';
import { conform, driftDetectorSuite, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(driftDetectorSuite, test, plugin, () => openPlugin<DriftDetector>(plugin));
