import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorAnswer, FakeBucket, type S3Answer, type S3Request } from './fake-bucket.ts';

/**
 * What goes wrong with one request: it is answered without being done; done, and the connection breaks before the
 * answer; not done, and the connection breaks; never answered; its answer breaks off half-way or has a wrong byte; or
 * something happens just before it is done.
 */
export type Fault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message?: string }
  | { readonly kind: 'lose' | 'drop' | 'hang' | 'cut' | 'damage' }
  | { readonly kind: 'before'; run(bucket: FakeBucket): void };

/** An S3 of one bucket, `lake`, whose faults can be chosen, one request at a time. */
export class FakeS3 implements AsyncDisposable {
  readonly bucket = new FakeBucket();
  /** In order of arrival. */
  readonly requests: S3Request[] = [];
  /** Of requests that have no chosen fault; the second argument counts the requests. */
  weather: (request: S3Request, count: number) => Fault | undefined = () => undefined;
  readonly #server: Server;
  #count = 0;
  readonly #faults: { readonly operation: string; readonly fault: Fault }[] = [];
  #heard: () => void = () => undefined;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeS3> {
    const fake = new FakeS3();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked for so far, without the first listing; empties the record. */
  takeOperations(): string[] {
    return this.requests.splice(0).map(({ operation }) => operation);
  }

  /** The next request of this operation that has no fault yet gets one. */
  next(operation: string, ...faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push({ operation, fault });
  }

  /** Resolves at the next request. */
  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = resolve;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await requestOf(incoming);
    this.requests.push(request);
    this.#heard();
    const at = this.#faults.findIndex(({ operation }) => operation === request.operation);
    const fault = at < 0 ? this.weather(request, this.#count++) : this.#faults.splice(at, 1)[0]?.fault;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void incoming.socket.destroy();
    if (fault?.kind === 'before') fault.run(this.bucket);
    const answer =
      fault?.kind === 'refuse' ? errorAnswer(fault.status, fault.code, fault.message) : this.#answer(request);
    if (fault?.kind === 'lose') return void incoming.socket.destroy();
    send(response, request, answer, fault?.kind);
  }

  #answer(request: S3Request): S3Answer {
    if (
      !/^AWS4-HMAC-SHA256 Credential=.+, SignedHeaders=.+, Signature=[0-9a-f]{64}$/.test(
        request.headers['authorization'] ?? '',
      )
    )
      return errorAnswer(403, 'AccessDenied');
    if (request.bucket !== 'lake') return errorAnswer(404, 'NoSuchBucket');
    return this.bucket.handle(request);
  }
}

function send(
  response: ServerResponse,
  { operation }: S3Request,
  { status, headers, body = '' }: S3Answer,
  fault: Fault['kind'] | undefined,
): void {
  const bytes = Buffer.from(body);
  if (fault === 'damage') bytes.writeUInt8((bytes[0] ?? 0) ^ 1);
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': bytes.length, ...headers });
  if (operation === 'HeadObject') return void response.end();
  if (fault !== 'cut') return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

async function requestOf(incoming: IncomingMessage): Promise<S3Request> {
  const url = new URL(incoming.url ?? '', 'http://fake');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    operation: operationOf(incoming.method ?? '', key, url.searchParams),
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key),
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
  };
}

function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') return 'ListObjectsV2';
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId'))
    return { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' }[method] ?? method;
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}
