import { randomUUID } from 'node:crypto';
import { PenstockError } from '@penstock/core';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Target } from '../live-endpoints.ts';
import type { HttpParts } from './http-parts.ts';
import { readRows } from './read-rows.ts';
import { withinLimit } from './within-limit.ts';

interface Params {
  readonly endpoint?: string;
  readonly model?: string;
  readonly version?: string;
}

interface Scored {
  readonly endpoint: string;
  readonly model: string;
  readonly version: string;
  readonly rows: number;
}

const paths = ['/invocations', '/endpoints/:endpoint/invocations', '/models/:model/versions/:version/invocations'];

/**
 * Scoring. The answer of MLflow, `{ predictions }`, with the version that gave it and an id: row n of the request is
 * `<prediction_id>-<n>` wherever predictions are kept.
 */
export function invocationRoutes({ live, metrics, options }: HttpParts): FastifyPluginAsync {
  const scored = new WeakMap<FastifyRequest, Scored>();

  const targetOf = ({ endpoint, model, version }: Params): Target => {
    if (model !== undefined && version !== undefined) return live.version(model, version);
    return live.endpoint(endpoint ?? options.defaultEndpoint ?? onlyEndpoint(live.names));
  };

  return async (app) => {
    app.addHook('onRequest', async (request) => {
      const { endpoint, shared } = targetOf(request.params as Params);
      scored.set(request, { endpoint, model: shared.served.model, version: shared.served.version, rows: 0 });
    });
    app.addHook('onResponse', async (request, reply) => {
      const labels = scored.get(request);
      if (labels) metrics.record({ ...labels, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    });
    for (const path of paths) {
      app.post<{ Params: Params; Body: Buffer | undefined }>(path, async (request, reply) => {
        // Again, now that the body is here: the version of the request's first byte may be gone.
        const { endpoint, shared } = targetOf(request.params);
        const { model, version } = shared.served;
        const rows = readRows(request.headers, request.body, { shared, maxRows: options.maxRows });
        const predictions = await withinLimit(shared.predict(rows), options.requestTimeoutSeconds);
        scored.set(request, { endpoint, model, version, rows: rows.length });
        const answer = { predictions, model: { name: model, version }, prediction_id: randomUUID() };
        return reply.type('application/json').send(JSON.stringify(answer));
      });
    }
  };
}

function onlyEndpoint(names: readonly string[]): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  if (only === undefined) throw new PenstockError('PEN_ENDPOINT_UNAVAILABLE', 'No endpoint has a deployed model');
  throw new PenstockError('PEN_REQUEST_INVALID', 'There are several endpoints; name one in the address', {
    hint: names.map((name) => `/endpoints/${encodeURIComponent(name)}/invocations`).join(', '),
  });
}
