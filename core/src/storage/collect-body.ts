import type { Attempt } from './remote-backend.ts';

/**
 * All bytes of an answer. An answer that ends early fails as a broken connection does.
 * @param length what the service announced, in bytes, if it did
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
  length: number | undefined,
  { signal, progress }: Attempt,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    progress();
    chunks.push(chunk);
    size += chunk.length;
  }
  if (length !== undefined && size !== length)
    throw Object.assign(new Error(`The answer has ${size} of ${length} bytes`), { code: 'ECONNRESET' });
  return joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  // Not from Buffer's pool: callers may use `.buffer`.
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
