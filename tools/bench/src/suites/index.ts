import type { Suite } from '../harness/suite.ts';
import { cli } from './cli.ts';
import { delta } from './delta.ts';
import { engine } from './engine.ts';
import { pipeline } from './pipeline.ts';
import { scoring } from './scoring.ts';
import { serving } from './serving.ts';
import { tracking } from './tracking.ts';
import { trainer } from './trainer.ts';

/** In the order of the page. */
export const suites: readonly Suite[] = [cli, engine, delta, tracking, trainer, scoring, serving, pipeline];
