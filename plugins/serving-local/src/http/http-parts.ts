import type { Logger } from '@penstock/core';
import type { LiveEndpoints } from '../live-endpoints.ts';
import type { Options } from '../options.ts';
import type { ServingMetrics } from '../serving-metrics.ts';

/** What the routes work with. */
export interface HttpParts {
  readonly live: LiveEndpoints;
  readonly metrics: ServingMetrics;
  readonly options: Options;
  readonly log: Logger;
  /** Once closing, every request is refused. */
  readonly state: { readonly closing: boolean };
}
