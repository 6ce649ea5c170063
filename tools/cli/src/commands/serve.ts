import { readFile } from 'node:fs/promises';
import { PenstockError } from '@penstock/core';
import { type EndpointStatus, ServingTarget, Tracking } from '@penstock/core/contracts';
import type { Platform } from '@penstock/core/runtime';
import { interruptible } from '../interruptible.ts';
import type { Io } from '../output/io.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly port?: number;
  readonly host?: string;
}

/** Serves in the foreground until Ctrl-C or SIGTERM; requests under way are answered first. */
export async function run(io: Io, options: Options): Promise<void> {
  await withPlatform(io, [ServingTarget, Tracking], async (platform) => {
    const serving = platform.get(ServingTarget);
    if (serving.start === undefined)
      throw new PenstockError('PEN_USAGE', 'The configured serving target does not serve from this process', {
        hint: 'Its endpoints are listed by `penstock status`.',
      });
    const interrupt = interruptible(io, 'Draining: requests under way are answered. Once more to end at once.');
    try {
      const server = await serving.start(options);
      try {
        const endpoints = await serving.endpoints();
        if (io.flags.json) io.json({ url: server.url, endpoints });
        else tell(io, server.url, endpoints, await exampleOf(platform, endpoints[0]));
        await aborted(interrupt.signal);
      } finally {
        await server.close();
      }
    } finally {
      interrupt.done();
    }
  });
}

function tell(io: Io, url: string, endpoints: readonly EndpointStatus[], example: string): void {
  const { style } = io;
  io.out(`serving at ${style.bold(url)}`);
  for (const { endpoint, current } of endpoints)
    io.out(
      `  ${style.cyan(endpoint)}  ${current.model} version ${current.version}  ${url}/endpoints/${endpoint}/invocations`,
    );
  const [first] = endpoints;
  if (first === undefined) io.out('  no endpoint yet: a promoted model with `deploy` becomes one');
  else
    io.out(
      `\n${style.dim('try:')} curl ${url}/endpoints/${first.endpoint}/invocations -H 'content-type: application/json' -d '${example}'`,
    );
  io.out(style.dim('Ctrl-C ends it'));
}

/** The example request that was saved with a model, when it is short; else the shape of one. */
async function exampleOf(platform: Platform, endpoint: EndpointStatus | undefined): Promise<string> {
  const shape = '{"dataframe_records": [{…}]}';
  const tracking = platform.find(Tracking);
  if (endpoint === undefined || tracking === undefined) return shape;
  try {
    const { runId, source } = endpoint.current;
    const file = await tracking.artifactPath(runId, `${source}/serving_input_example.json`);
    const example = JSON.stringify(JSON.parse(await readFile(file, 'utf8')));
    return example.length < 500 ? example.replaceAll("'", "'\\''") : shape;
  } catch {
    // A model without an example is served all the same.
    return shape;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // The listener alone does not keep the process alive, the server does.
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
