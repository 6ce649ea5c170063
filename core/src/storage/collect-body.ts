import type { Attempt } from './remote-backend.ts';

/**
 * All bytes of an answer. An answer that ends early fails as a broken connection does.
 * @param length what the service announced, in bytes
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
  length: number,
  { signal, progress }: Attempt,
): Promise<Uint8Array> {
  const body = new Uint8Array(length);
  let done = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    progress();
    if (done + chunk.length > length) throw broken(`more than the ${length} bytes announced`);
    body.set(chunk, done);
    done += chunk.length;
  }
  if (done < length) throw broken(`${done} of the ${length} bytes announced`);
  return body;
}

function broken(what: string): Error {
  return Object.assign(new Error(`The answer has ${what}`), { code: 'ECONNRESET' });
}
