import type {
  Attempt,
  GetRequest,
  ListingOrder,
  ListRequest,
  PartReceipt,
  PutRequest,
  RemoteBackend,
  RemoteFailure,
  RemoteObject,
  RemotePage,
  Upload,
  UploadPart,
  WriteRequest,
} from '../../src/storage/index.ts';
import { compareKeys } from '../../src/storage/object-key.ts';

interface Stored extends RemoteObject {
  readonly body: Uint8Array;
}

/** What the memory backend throws; the service refused the request or could not be reached. */
export class ServiceError extends Error {
  readonly kind: RemoteFailure['kind'];
  readonly retryAfterMs: number | undefined;

  constructor(kind: RemoteFailure['kind'], retryAfterMs?: number) {
    super(`The service says ${kind}`);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A storage service in memory, with the habits asked for. */
export class MemoryBackend implements RemoteBackend {
  readonly suffixRanges: boolean;
  readonly listingOrder: ListingOrder;
  readonly maxParts = 10;
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, Uint8Array[]>();
  /** Names of the methods called. */
  readonly calls: string[] = [];
  readonly #pageSize: number;
  #changes = 0;

  constructor({ suffixRanges = false, listingOrder = 'utf-8' as ListingOrder, pageSize = 7 } = {}) {
    this.suffixRanges = suffixRanges;
    this.listingOrder = listingOrder;
    this.#pageSize = pageSize;
  }

  async head(name: string): Promise<RemoteObject | undefined> {
    this.calls.push('head');
    return this.objects.get(name);
  }

  async get({ name, range, etag }: GetRequest, attempt: Attempt): Promise<Uint8Array | undefined> {
    this.calls.push('get');
    attempt.progress();
    const found = this.objects.get(name);
    if (!found) return undefined;
    if (etag !== undefined && etag !== found.etag) throw new ServiceError('condition');
    return found.body.slice(range?.start, range?.end);
  }

  async put({ name, body, writeId, ifAbsent }: PutRequest): Promise<RemoteObject> {
    this.calls.push('put');
    if (ifAbsent && this.objects.has(name)) throw new ServiceError('condition');
    const etag = String(++this.#changes);
    const stored = { name, size: body.length, etag, modified: new Date(), writeId, body: body.slice() };
    this.objects.set(name, stored);
    return stored;
  }

  async startUpload({ writeId }: WriteRequest): Promise<string> {
    this.uploads.set(writeId, []);
    return writeId;
  }

  async putPart({ id }: Upload, { number, body }: UploadPart): Promise<PartReceipt> {
    const parts = this.uploads.get(id);
    if (!parts) throw new ServiceError('upload-lost');
    parts[number - 1] = body.slice();
    return { tag: String(number) };
  }

  async finishUpload(upload: Upload): Promise<RemoteObject> {
    const parts = this.uploads.get(upload.id);
    if (!parts) throw new ServiceError('upload-lost');
    return this.put({ ...upload, body: Buffer.concat(parts) });
  }

  async dropUpload({ id }: Upload): Promise<void> {
    this.uploads.delete(id);
  }

  async list({ prefix, startAfter = '', token = '' }: ListRequest): Promise<RemotePage> {
    this.calls.push('list');
    const order = this.listingOrder === 'utf-8' ? compareKeys : this.listingOrder === 'utf-16' ? byUnits : byFolders;
    const names = [...this.objects.keys()]
      .filter((name) => name.startsWith(prefix))
      .sort(order)
      .filter((name) => (startAfter === '' || order(name, startAfter) > 0) && (token === '' || order(name, token) > 0));
    const page = names.slice(0, this.#pageSize).flatMap((name) => this.objects.get(name) ?? []);
    return { objects: page, token: names.length > page.length ? page.at(-1)?.name : undefined };
  }

  async delete(name: string): Promise<void> {
    this.objects.delete(name);
  }

  failure(error: unknown): RemoteFailure {
    const { kind = 'final' as const, retryAfterMs } = error instanceof ServiceError ? error : {};
    return { kind, code: 'PEN_STORAGE_FAILED', reason: `the service says ${kind}`, retryAfterMs };
  }

  cause(error: unknown): Error {
    return error instanceof Error ? error : new Error(String(error));
  }

  uri(name: string): string {
    return `memory:///${name.split('/').map(encodeURIComponent).join('/')}`;
  }
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Folder by folder, as hierarchical namespaces list. */
function byFolders(a: string, b: string): number {
  return byUnits(a.replaceAll('/', '\u0001'), b.replaceAll('/', '\u0001'));
}
