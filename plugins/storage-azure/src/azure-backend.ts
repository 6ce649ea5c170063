import {
  type BlobDownloadResponseParsed,
  type BlockBlobClient,
  type ContainerClient,
  RestError,
} from '@azure/storage-blob';
import {
  type Attempt,
  collectBody,
  type GetRequest,
  type ListingOrder,
  type ListRequest,
  type PartReceipt,
  type PutRequest,
  plainError,
  type RemoteBackend,
  type RemoteFailure,
  type RemoteObject,
  type RemotePage,
  type Upload,
  type UploadPart,
  type WriteRequest,
} from '@penstock/core/storage';
import { azureFailure, codeOf, isAbsent } from './azure-failure.ts';
import { isFolder } from './folders.ts';
import type { AzureOptions } from './options.ts';

/** Name of the metadata that holds the id of the write. Azure takes letters, digits and `_` only. */
const WRITE_ID = 'penstock_write';

/** Most names of one page of a listing. */
const PAGE = 5000;

export interface AzureSettings {
  readonly options: AzureOptions;
  /** The account may have a hierarchical namespace. */
  readonly folders: boolean;
}

/** The requests of the Blob service, as of REST API version 2021-12-02 and later. */
export class AzureBackend implements RemoteBackend {
  readonly suffixRanges = false;
  readonly maxParts = 50_000;
  readonly listingOrder: ListingOrder;
  readonly #client: ContainerClient;
  readonly #settings: AzureSettings;

  constructor(client: ContainerClient, settings: AzureSettings) {
    this.#client = client;
    this.#settings = settings;
    this.listingOrder = settings.folders ? 'unsorted' : 'utf-16';
  }

  async head(name: string, { signal }: Attempt): Promise<RemoteObject | undefined> {
    try {
      const found = await this.#blob(name).getProperties({ abortSignal: signal });
      if (isFolder(found.metadata)) return undefined;
      return { ...objectOf(name, found), size: found.contentLength ?? 0, writeId: found.metadata?.[WRITE_ID] };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async get({ name, range, etag }: GetRequest, attempt: Attempt): Promise<Uint8Array | undefined> {
    const { start = 0, end } = range ?? {};
    const count = end === undefined ? undefined : end - start;
    try {
      const found = await this.#blob(name).download(start, count, {
        abortSignal: attempt.signal,
        conditions: { ifMatch: etag && `"${etag}"` },
        maxRetryRequests: 0,
      });
      const body = await collectBody(streamOf(found), found.contentLength, attempt);
      return isFolder(found.metadata) ? undefined : body;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (error instanceof RestError && error.statusCode === 416) return new Uint8Array();
      throw error;
    }
  }

  async put({ body, ...request }: PutRequest, { signal }: Attempt): Promise<RemoteObject> {
    const options = { ...this.#newObject(request), abortSignal: signal };
    const made = await this.#blob(request.name).upload(body, body.length, options);
    return { ...objectOf(request.name, made), size: body.length };
  }

  /** Azure has no uploads of their own: blocks wait beside the object, so each upload marks its blocks. */
  async startUpload({ writeId }: WriteRequest): Promise<string> {
    return writeId;
  }

  async putPart({ name, id }: Upload, { number, body }: UploadPart, { signal }: Attempt): Promise<PartReceipt> {
    const { encryptionScope } = this.#settings.options;
    const tag = Buffer.from(`${id}-${String(number).padStart(5, '0')}`).toString('base64');
    await this.#blob(name).stageBlock(tag, body, body.length, { abortSignal: signal, encryptionScope });
    return { tag };
  }

  async finishUpload(upload: Upload, parts: readonly PartReceipt[], { signal }: Attempt): Promise<RemoteObject> {
    const options = { ...this.#newObject(upload), abortSignal: signal };
    const tags = parts.map(({ tag }) => tag);
    const made = await this.#blob(upload.name).commitBlockList(tags, options);
    return { ...objectOf(upload.name, made), size: upload.size };
  }

  /** Blocks that were not committed vanish within a week, and cannot be removed one by one. */
  async dropUpload(): Promise<void> {}

  async list({ prefix, startAfter, token, limit }: ListRequest, { signal }: Attempt): Promise<RemotePage> {
    const pages = this.#client
      .listBlobsFlat({
        prefix: prefix === '' ? undefined : prefix,
        startFrom: startAfter,
        includeMetadata: this.#settings.folders,
        abortSignal: signal,
      })
      .byPage({ continuationToken: token, maxPageSize: limit ?? PAGE });
    for await (const page of pages) {
      const objects = page.segment.blobItems
        .filter((item) => !isFolder(item.metadata))
        .map(({ name, properties }) => ({ ...objectOf(name, properties), size: properties.contentLength ?? 0 }));
      return { objects, token: page.continuationToken || undefined };
    }
    return { objects: [] };
  }

  async delete(name: string, { signal }: Attempt): Promise<void> {
    try {
      await this.#blob(name).delete({ abortSignal: signal, deleteSnapshots: 'include' });
    } catch (error) {
      // A folder with objects in it is no object.
      const folder = error instanceof RestError && codeOf(error) === 'DirectoryIsNotEmpty';
      if (!folder && !isAbsent(error)) throw error;
    }
  }

  failure(error: unknown): RemoteFailure {
    return azureFailure(error);
  }

  cause(error: unknown): Error {
    const { accountKey, sasToken, connectionString } = this.#settings.options;
    const secrets = [accountKey, sasToken, connectionString].flatMap((item) => item?.reveal() ?? []);
    return plainError(error, (text) =>
      secrets
        .reduce((masked, item) => masked.replaceAll(item, '[secret]'), text)
        .replace(/\bsig=[^&\s"]+/g, 'sig=[secret]'),
    );
  }

  uri(name: string): string {
    const { origin, pathname } = new URL(this.#client.url);
    return `${origin}${pathname}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  nameProblem(name: string): string | undefined {
    return name.includes('\\') ? 'holds a backslash, which Azure turns into a slash' : undefined;
  }

  #blob(name: string): BlockBlobClient {
    return this.#client.getBlockBlobClient(name);
  }

  #newObject({ ifAbsent, writeId }: WriteRequest) {
    return {
      conditions: ifAbsent ? { ifNoneMatch: '*' } : undefined,
      metadata: { [WRITE_ID]: writeId },
      encryptionScope: this.#settings.options.encryptionScope,
    };
  }
}

function objectOf(name: string, { etag = '', lastModified }: { etag?: string; lastModified?: Date }) {
  return { name, etag: etag.replace(/^"|"$/g, ''), modified: lastModified ?? new Date(0) };
}

async function* streamOf({ readableStreamBody }: BlobDownloadResponseParsed): AsyncGenerator<Uint8Array> {
  if (!readableStreamBody) throw new TypeError('The SDK answered without a stream');
  for await (const chunk of readableStreamBody) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
