import type { Tuner } from '@penstock/core/contracts';
import { conform, openPlugin, tunerSuite } from '@penstock/core/testing';
import { describe, test } from 'vitest';
import plugin from '../src/index.ts';

for (const algorithm of ['random', 'grid'])
  describe(`algorithm ${algorithm}`, () => {
    conform(tunerSuite, test, plugin, () => openPlugin<Tuner>(plugin, { options: { algorithm } }));
  });
