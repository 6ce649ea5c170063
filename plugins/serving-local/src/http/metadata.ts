import type { LiveEndpoints } from '../live-endpoints.ts';
import type { SharedModel } from '../shared-model.ts';

/** What is served, for `GET /metadata`. */
export function metadataOf(live: LiveEndpoints): Record<string, unknown> {
  return {
    endpoints: live.names.map((name) => {
      const endpoint = live.get(name);
      return {
        endpoint: name,
        ...(endpoint?.failure === undefined ? {} : { failure: endpoint.failure }),
        ...(endpoint?.current ? { current: modelMetadata(endpoint.current) } : {}),
        others: endpoint?.others.map(modelMetadata) ?? [],
      };
    }),
  };
}

function modelMetadata({ served, model }: SharedModel): Record<string, unknown> {
  const { manifest, flavor } = model;
  return {
    model: served.model,
    version: served.version,
    run_id: served.runId,
    task: manifest.task,
    ...(manifest.threshold === undefined ? {} : { threshold: manifest.threshold }),
    flavor,
    digest: manifest.digest,
    created_at: manifest.createdAt,
    signature: manifest.signature,
    features: manifest.features.features.map(({ name, type }) => ({ name, type })),
  };
}
