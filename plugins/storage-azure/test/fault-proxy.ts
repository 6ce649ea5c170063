import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What goes wrong with one request: it is answered without being passed on; carried out, and the connection breaks
 * before the answer; not passed on, and the connection breaks; never answered; its answer breaks off half-way; or
 * something happens just before it is passed on.
 */
export type Fault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  | { readonly kind: 'lose' | 'drop' | 'hang' | 'cut' }
  | { readonly kind: 'before'; run(): Promise<unknown> };

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Stands between a client and the Blob service, whose faults can be chosen, one request at a time. */
export class FaultProxy implements AsyncDisposable {
  /** In order of arrival: `PutBlob`, `PutBlockList`, `ListBlobs` … */
  readonly operations: string[] = [];
  /** Headers of those requests. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** Laid over the headers of every answer. */
  answerHeaders: Readonly<Record<string, string>> = {};
  readonly #target: URL;
  readonly #server: Server;
  readonly #faults: { readonly operation: string; readonly fault: Fault }[] = [];
  #heard: () => void = () => undefined;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** In place of the target's. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#target.pathname}`;
  }

  takeOperations(): string[] {
    this.headers.length = 0;
    return this.operations.splice(0);
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
    const body = Buffer.concat(await Array.fromAsync(incoming));
    const operation = operationOf(incoming);
    this.operations.push(operation);
    this.headers.push(incoming.headers);
    this.#heard();
    const at = this.#faults.findIndex((item) => item.operation === operation);
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void incoming.socket.destroy();
    if (fault?.kind === 'before') await fault.run();
    const answer = fault?.kind === 'refuse' ? refusal(fault) : await this.#pass(incoming, body);
    if (fault?.kind === 'lose') return void incoming.socket.destroy();
    response.writeHead(answer.status, { ...answer.headers, ...this.answerHeaders });
    if (fault?.kind !== 'cut') return void response.end(answer.body);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
  }

  async #pass(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const { method, headers, url: path } = incoming;
    const { hostname: host, port } = this.#target;
    const got = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ host, port, method, path, headers }, resolve).on('error', reject).end(body);
    });
    return { status: got.statusCode ?? 500, headers: got.headers, body: Buffer.concat(await Array.fromAsync(got)) };
  }
}

function refusal({ status, code }: { readonly status: number; readonly code: string }): Answer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>The proxy says ${code}</Message></Error>`;
  return { status, headers: { 'x-ms-error-code': code, 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

function operationOf({ method = '', url = '' }: IncomingMessage): string {
  const query = new URL(url, 'http://proxy').searchParams;
  const kind = query.get('comp') ?? '';
  const known: Readonly<Record<string, string>> = {
    'PUT block': 'PutBlock',
    'PUT blocklist': 'PutBlockList',
    'GET list': 'ListBlobs',
    'GET properties': 'GetAccountInfo',
    'HEAD properties': 'GetAccountInfo',
    'PUT ': 'PutBlob',
    'GET ': 'GetBlob',
    'HEAD ': 'GetProperties',
    'DELETE ': 'DeleteBlob',
  };
  return known[`${method} ${kind}`] ?? `${method} ${kind}`;
}
