import { readFileSync } from 'node:fs';
import { PenstockError } from '@penstock/core';
import fastify, { type FastifyInstance } from 'fastify';
import type { LiveEndpoints } from '../live-endpoints.ts';
import { errorReply } from './error-reply.ts';
import type { HttpParts } from './http-parts.ts';
import { invocationRoutes } from './invocation-routes.ts';
import { metadataOf } from './metadata.ts';

/** MLflow's scoring protocol, by endpoint and version, with health, metadata and metrics. Does not listen yet. */
export async function httpServer(parts: HttpParts): Promise<FastifyInstance> {
  const { live, metrics, options, state } = parts;
  const timeout = options.requestTimeoutSeconds * 1000;
  const app = fastify({
    bodyLimit: options.maxBodyBytes,
    requestTimeout: timeout,
    http: { connectionsCheckingInterval: Math.min(timeout, 5_000) },
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1_000 },
  });
  app.addHook('onRequest', async () => {
    if (state.closing) throw new PenstockError('PEN_ENDPOINT_UNAVAILABLE', 'The server is shutting down');
  });
  // Else a client that keeps its connection would hold up the closing of the server.
  app.addHook('onSend', async (_request, reply) => {
    if (state.closing) reply.header('connection', 'close');
  });
  app.setErrorHandler((error, request, reply) => errorReply(error, request, reply, parts.log));
  app.setNotFoundHandler((request) => {
    const message = `${request.method} ${request.url} is no route of this server`;
    throw new PenstockError('PEN_NOT_FOUND', message, { hint: 'POST /invocations, GET /metadata' });
  });
  // Bodies are read by the handlers, which know the formats; the parser only collects bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const path of ['/ping', '/health']) app.get(path, async () => health(live));
  app.get('/version', async (_request, reply) => reply.type('text/plain').send(packageVersion));
  app.get('/metadata', async () => metadataOf(live));
  app.get('/metrics', async (_request, reply) => {
    const up = live.names.map((name) => [name, live.get(name)?.failure === undefined] as const);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text(Object.fromEntries(up)));
  });
  await app.register(invocationRoutes(parts));
  return app;
}

function health(live: LiveEndpoints): string {
  const failed = live.names.filter((name) => live.get(name)?.current === undefined);
  if (failed.length > 0)
    throw new PenstockError('PEN_ENDPOINT_UNAVAILABLE', `The deployed version cannot be loaded: ${failed.join(', ')}`);
  if (live.names.length === 0) throw new PenstockError('PEN_ENDPOINT_UNAVAILABLE', 'No endpoint has a deployed model');
  return '\n';
}

const packageVersion = readVersion();

function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof content === 'object' && content && 'version' in content ? String(content.version) : 'unknown';
}
