import { openPlatform, type Plan } from '@penstock/core/runtime';
import { pipelinesOf } from '../find-pipeline.ts';
import type { Io } from '../output/io.ts';
import { platformLog } from '../output/platform-log.ts';
import { counted, durationText } from '../output/quantities.ts';
import { type Finding, failure } from './finding.ts';

export async function pipelines(plan: Plan): Promise<Finding> {
  try {
    const found = await pipelinesOf(plan);
    return found.length > 0
      ? {
          check: 'pipelines',
          level: 'ok',
          found: found.map(({ name, nodes }) => `${name} (${counted(nodes.length, 'step')})`).join(', '),
        }
      : { check: 'pipelines', level: 'warn', found: 'none', next: 'penstock init makes a small project' };
  } catch (error) {
    return failure('pipelines', error, 'penstock check tells all of it');
  }
}

/** Sets up every plugin once, and closes them again. */
export async function plugins(io: Io, plan: Plan): Promise<Finding> {
  try {
    await using platform = await openPlatform({ plan, log: platformLog(io) });
    const { ms, plugins: booted } = platform.bootTree;
    const slow = booted.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
    return {
      check: 'plugins',
      level: 'ok',
      found: `all ${booted.length} set up in ${durationText(ms)} (${slow.map((item) => `${item.id} ${durationText(item.ms)}`).join(', ')})`,
    };
  } catch (error) {
    return failure('plugins', error, 'penstock explain with the code above');
  }
}
