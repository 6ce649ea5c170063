import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  type Attempt,
  collectBody,
  type GetRequest,
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
import type { S3Options } from './options.ts';
import { isAbsent, s3Failure, statusOf } from './s3-failure.ts';
import { ServerTimes } from './server-times.ts';

/** Name of the metadata that holds the id of the write. */
const WRITE_ID = 'penstock-write';

/** The requests of S3. Reference: Amazon S3 API, version 2006-03-01. */
export class S3Backend implements RemoteBackend {
  readonly suffixRanges = true;
  readonly listingOrder = 'utf-8';
  readonly maxParts = 10_000;
  readonly #client: S3Client;
  readonly #options: S3Options;
  readonly #times: ServerTimes;

  constructor(client: S3Client, options: S3Options) {
    this.#client = client;
    this.#options = options;
    this.#times = new ServerTimes(client);
  }

  async head(name: string, { signal }: Attempt): Promise<RemoteObject | undefined> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(this.#at(name)), { abortSignal: signal });
      return {
        name,
        size: found.ContentLength ?? 0,
        etag: plainTag(found.ETag),
        modified: toSecond(found.LastModified),
        writeId: found.Metadata?.[WRITE_ID],
      };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async get({ name, range, etag }: GetRequest, attempt: Attempt): Promise<Uint8Array | undefined> {
    const command = new GetObjectCommand({
      ...this.#at(name),
      Range: range && rangeHeader(range),
      IfMatch: etag && `"${etag}"`,
    });
    try {
      const found = await this.#client.send(command, { abortSignal: attempt.signal });
      const body = await collectBody(streamOf(found), found.ContentLength, attempt);
      // A service that does not know ranges sends the whole.
      return range && found.ContentRange === undefined ? body.slice(range.start, range.end) : body;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (statusOf(error) === 416) return new Uint8Array();
      throw error;
    }
  }

  async put({ body, ...request }: PutRequest, { signal }: Attempt): Promise<RemoteObject> {
    const command = new PutObjectCommand({ ...this.#newObject(request), ...condition(request), Body: body });
    const output = await this.#client.send(command, { abortSignal: signal });
    return { name: request.name, size: body.length, etag: plainTag(output.ETag), modified: this.#times.of(output) };
  }

  async startUpload(request: WriteRequest, { signal }: Attempt): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      ...this.#newObject(request),
      ChecksumAlgorithm: this.#options.checksums ? 'CRC32' : undefined,
    });
    const { UploadId } = await this.#client.send(command, { abortSignal: signal });
    return UploadId ?? '';
  }

  async putPart({ name, id }: Upload, { number, body }: UploadPart, { signal }: Attempt): Promise<PartReceipt> {
    const command = new UploadPartCommand({ ...this.#at(name), UploadId: id, PartNumber: number, Body: body });
    const { ETag, ChecksumCRC32 } = await this.#client.send(command, { abortSignal: signal });
    return { tag: ETag ?? '', checksum: ChecksumCRC32 };
  }

  async finishUpload(upload: Upload, parts: readonly PartReceipt[], { signal }: Attempt): Promise<RemoteObject> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(upload.name),
      ...condition(upload),
      UploadId: upload.id,
      MultipartUpload: {
        Parts: parts.map(({ tag, checksum }, i) => ({ PartNumber: i + 1, ETag: tag, ChecksumCRC32: checksum })),
      },
    });
    const output = await this.#client.send(command, { abortSignal: signal });
    return { name: upload.name, size: upload.size, etag: plainTag(output.ETag), modified: this.#times.of(output) };
  }

  async dropUpload({ name, id }: Upload, { signal }: Attempt): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(name), UploadId: id });
    await this.#client.send(command, { abortSignal: signal });
  }

  async list({ prefix, startAfter, token, limit }: ListRequest, { signal }: Attempt): Promise<RemotePage> {
    const command = new ListObjectsV2Command({
      Bucket: this.#options.bucket,
      Prefix: prefix,
      StartAfter: startAfter,
      ContinuationToken: token,
      MaxKeys: limit,
      EncodingType: 'url',
    });
    const page = await this.#client.send(command, { abortSignal: signal });
    const decode = page.EncodingType === 'url' ? decodeName : (name: string) => name;
    const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, ETag, LastModified }) => ({
      name: decode(Key),
      size: Size,
      etag: plainTag(ETag),
      modified: toSecond(LastModified),
    }));
    return { objects, token: page.IsTruncated ? page.NextContinuationToken : undefined };
  }

  async delete(name: string, { signal }: Attempt): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#at(name)), { abortSignal: signal });
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  failure(error: unknown): RemoteFailure {
    return s3Failure(error);
  }

  cause(error: unknown): Error {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#options;
    const secrets = [accessKeyId, secretAccessKey, sessionToken].flatMap((item) => item?.reveal() ?? []);
    return plainError(error, (text) => secrets.reduce((masked, item) => masked.replaceAll(item, '[secret]'), text));
  }

  uri(name: string): string {
    return `s3://${this.#options.bucket}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  #at(name: string) {
    return { Bucket: this.#options.bucket, Key: name };
  }

  #newObject({ name, writeId }: WriteRequest) {
    const { type, kmsKeyId, bucketKey } = this.#options.encryption ?? {};
    return {
      ...this.#at(name),
      Metadata: { [WRITE_ID]: writeId },
      ServerSideEncryption: type,
      SSEKMSKeyId: kmsKeyId,
      BucketKeyEnabled: bucketKey,
    };
  }
}

function condition({ ifAbsent }: WriteRequest) {
  return { IfNoneMatch: ifAbsent ? '*' : undefined };
}

function rangeHeader({ start, end }: { readonly start: number; readonly end?: number }): string {
  if (start < 0) return `bytes=${start}`;
  return `bytes=${start}-${end === undefined ? '' : end - 1}`;
}

function streamOf({ Body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  if (Body instanceof Readable) return Body;
  throw new TypeError('The SDK answered without a stream');
}

function plainTag(etag = ''): string {
  return etag.replace(/^"|"$/g, '');
}

/** Heads tell whole seconds, and listings have to agree with them. */
function toSecond(time = new Date(0)): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function decodeName(name: string): string {
  return decodeURIComponent(name.replaceAll('+', ' '));
}
