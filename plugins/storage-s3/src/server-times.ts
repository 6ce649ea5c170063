import type { S3Client } from '@aws-sdk/client-s3';

/** When the service answered, by its own clock: S3 tells the time of a new object to `head` and not to `put`. */
export class ServerTimes {
  readonly #times = new WeakMap<object, Date>();

  constructor(client: S3Client) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const time = dateHeader(result.response);
        if (time && result.output) this.#times.set(result.output, time);
        return result;
      },
      { step: 'deserialize', priority: 'high', name: 'penstockServerTime' },
    );
  }

  /** @param output what `send` gave; the local clock where the service told no time. */
  of(output: object): Date {
    return this.#times.get(output) ?? new Date(Math.floor(Date.now() / 1000) * 1000);
  }
}

function dateHeader(response: unknown): Date | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const time = new Date(String(headers.date));
  return Number.isNaN(time.getTime()) ? undefined : time;
}
