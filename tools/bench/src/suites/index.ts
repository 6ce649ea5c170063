import type { Suite } from '../harness/suite.ts';
import { cli } from './cli.ts';
import { trainer } from './trainer.ts';

/** In the order of the page. */
export const suites: readonly Suite[] = [cli, trainer];
