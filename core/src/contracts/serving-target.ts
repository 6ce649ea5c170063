import { capability } from '../plugin/capability.ts';
import type { CallOptions } from './object-store.ts';

export interface ServedModel {
  readonly model: string;
  readonly version: string;
  /** Tracking run and artifact path that hold the model directory. */
  readonly runId: string;
  readonly source: string;
}

export interface Deployment {
  readonly endpoint: string;
  /** The version that answers `/invocations`. */
  readonly current: ServedModel;
  /** Others that stay reachable at `/models/<model>/versions/<version>/invocations`. */
  readonly others: readonly ServedModel[];
}

export interface EndpointStatus extends Deployment {
  readonly url?: string;
  readonly state: 'ready' | 'stopped' | 'failed';
  readonly requests?: number;
}

/**
 * Puts model versions behind endpoints. Desired state is durable: `start` serves what was deployed before.
 * A deployment that cannot be loaded is refused (PEN_MODEL_INVALID, PEN_MODEL_FLAVOR) and the old one goes on.
 */
export interface ServingTarget {
  /** Makes the version current, without a failed request in between; the previous one stays among `others` (last 3). */
  deploy(endpoint: string, model: ServedModel, options?: CallOptions): Promise<EndpointStatus>;
  endpoints(): Promise<readonly EndpointStatus[]>;
  /** Idempotent. */
  undeploy(endpoint: string): Promise<void>;
  /** Starts answering requests; `close` drains. Only for targets that serve from this process. PEN_ADDRESS_IN_USE. */
  start?(options: {
    readonly host?: string;
    readonly port?: number;
  }): Promise<{ readonly url: string; close(): Promise<void> }>;
}

export const ServingTarget = capability<ServingTarget, 'inProcess'>('serving-target@1', {
  description: 'Serves model versions over HTTP',
  features: ['inProcess'],
});
