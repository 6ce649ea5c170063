import { PenstockError } from '@penstock/core';
import { ServingTarget } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { interruptible, withPlatform } from '../session.ts';

interface Options {
  readonly port?: number;
  readonly host?: string;
}

/** Serves in the foreground until Ctrl-C or SIGTERM; requests under way are answered first. */
export async function run(io: Io, { port = 5001, host = '127.0.0.1' }: Options): Promise<void> {
  await withPlatform(io, [ServingTarget], async (platform) => {
    const serving = platform.get(ServingTarget);
    if (serving.start === undefined)
      throw new PenstockError('PEN_USAGE', 'The configured serving target does not serve from this process', {
        hint: 'Its endpoints are listed by `penstock status`.',
      });
    const server = await serving.start({ host, port });
    const endpoints = await serving.endpoints();
    const interrupt = interruptible(io);
    if (io.flags.json) io.json({ url: server.url, endpoints });
    else {
      io.out(`serving at ${io.style.bold(server.url)}`);
      for (const { endpoint, current } of endpoints)
        io.out(
          `  ${endpoint}: ${current.model} version ${current.version}   POST ${server.url}/endpoints/${endpoint}/invocations`,
        );
      if (endpoints.length === 0) io.out('  no endpoint is deployed yet; a promoted model with `deploy` is');
    }
    await new Promise<void>((resolve) => interrupt.signal.addEventListener('abort', () => resolve(), { once: true }));
    await server.close();
    interrupt.done();
  });
}
