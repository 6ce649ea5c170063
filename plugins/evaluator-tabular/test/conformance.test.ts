import type { Evaluator } from '@penstock/core/contracts';
import { conform, evaluatorSuite, openPlugin } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(evaluatorSuite, test, plugin, () => openPlugin<Evaluator>(plugin));
