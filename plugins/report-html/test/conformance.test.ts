import type { Reporter } from '@penstock/core/contracts';
import { conform, openPlugin, reporterSuite } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(reporterSuite, test, plugin, () => openPlugin<Reporter>(plugin));
