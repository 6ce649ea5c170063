import { createHash, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface S3Request {
  /** `PutObject`, `ListObjectsV2` … */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
  readonly modified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

interface PendingUpload {
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

export function errorAnswer(status: number, code: string, message = `The fake says ${code}`): S3Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}

/** The state of a bucket, and what the requests do to it. Each is carried out whole, so conditions are atomic. */
export class FakeBucket {
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, PendingUpload>();
  /** As services do that do not know conditional writes. */
  ignoresConditions: 'never' | 'on uploads' | 'always' = 'never';
  listing: 'sorted' | 'reversed' = 'sorted';

  handle(request: S3Request): S3Answer {
    const { operation } = request;
    if (operation === 'PutObject') return this.#put(request);
    if (operation === 'GetObject' || operation === 'HeadObject') return this.#get(request);
    if (operation === 'DeleteObject') return this.#delete(request);
    if (operation === 'ListObjectsV2') return this.#list(request);
    if (operation === 'CreateMultipartUpload') return this.#start(request);
    const upload = this.uploads.get(request.query.get('uploadId') ?? '');
    if (!upload) return errorAnswer(404, 'NoSuchUpload');
    if (operation === 'UploadPart') return this.#part(request, upload);
    if (operation === 'CompleteMultipartUpload') return this.#complete(request, upload);
    this.uploads.delete(request.query.get('uploadId') ?? '');
    return { status: 204 };
  }

  /** As another writer would. */
  store(key: string, body: string | Buffer, metadata: Readonly<Record<string, string>> = {}): Stored {
    const bytes = Buffer.from(body);
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const stored = { body: bytes, etag, modified: new Date(), metadata };
    this.objects.set(key, stored);
    return stored;
  }

  #put({ key, headers, body }: S3Request): S3Answer {
    const honoured = this.ignoresConditions !== 'always';
    if (honoured && headers['if-none-match'] === '*' && this.objects.has(key))
      return errorAnswer(412, 'PreconditionFailed');
    return { status: 200, headers: { etag: this.store(key, body, metadataOf(headers)).etag } };
  }

  #get({ key, headers, operation }: S3Request): S3Answer {
    const stored = this.objects.get(key);
    if (!stored) return errorAnswer(404, 'NoSuchKey');
    if (headers['if-match'] && headers['if-match'] !== stored.etag) return errorAnswer(412, 'PreconditionFailed');
    const answer = {
      etag: stored.etag,
      'last-modified': stored.modified.toUTCString(),
      ...Object.fromEntries(Object.entries(stored.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    };
    const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers['range'] ?? '') ?? [];
    if (operation === 'HeadObject' || (from === '' && to === ''))
      return {
        status: 200,
        headers: { ...answer, 'x-amz-checksum-crc32': checksumOf(stored.body) },
        body: stored.body,
      };
    const size = stored.body.length;
    const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
    const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
    if (start >= size) return errorAnswer(416, 'InvalidRange');
    const range = { 'content-range': `bytes ${start}-${end - 1}/${size}` };
    return { status: 206, headers: { ...answer, ...range }, body: stored.body.subarray(start, end) };
  }

  #delete({ key }: S3Request): S3Answer {
    this.objects.delete(key);
    return { status: 204 };
  }

  #list({ query }: S3Request): S3Answer {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const most = Number(query.get('max-keys') ?? 1000);
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    if (this.listing === 'reversed') keys.reverse();
    const page = keys.slice(0, most);
    const items = page.map((key) => {
      const { body, etag, modified } = this.objects.get(key) ?? this.store(key, '');
      return `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${body.length}</Size><ETag>${etag}</ETag><LastModified>${modified.toISOString()}</LastModified></Contents>`;
    });
    const more = keys.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return {
      status: 200,
      body: `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${items.join('')}</ListBucketResult>`,
    };
  }

  #start({ headers }: S3Request): S3Answer {
    const id = randomUUID();
    this.uploads.set(id, { metadata: metadataOf(headers), parts: new Map() });
    const body = `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
    return { status: 200, body };
  }

  #part({ query, body }: S3Request, upload: PendingUpload): S3Answer {
    const number = Number(query.get('partNumber'));
    upload.parts.set(number, body);
    return { status: 200, headers: { etag: `"part-${number}"` } };
  }

  #complete({ key, query, headers, body }: S3Request, upload: PendingUpload): S3Answer {
    const honoured = this.ignoresConditions === 'never';
    if (honoured && headers['if-none-match'] === '*' && this.objects.has(key))
      return errorAnswer(412, 'PreconditionFailed');
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map((match) => Number(match[1]));
    const bytes = Buffer.concat(numbers.map((number) => upload.parts.get(number) ?? Buffer.alloc(0)));
    const { etag } = this.store(key, bytes, upload.metadata);
    this.uploads.delete(query.get('uploadId') ?? '');
    const result = `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;
    return { status: 200, body: result };
  }
}

function checksumOf(body: Buffer): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return checksum.toString('base64');
}

function metadataOf(headers: S3Request['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), value ?? '']] : [],
    ),
  );
}
