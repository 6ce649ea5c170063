import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Options } from './options.ts';

/** Milliseconds. */
const CONNECT_LIMIT = 10_000;

/** A client that makes each request once: repeating is the store's business, which has to know of every attempt. */
export function s3Client(options: S3Options): S3Client {
  const { endpoint, profile } = options;
  const sockets = { keepAlive: true, maxSockets: 64 };
  return new S3Client({
    region: options.region ?? (endpoint === undefined ? undefined : 'us-east-1'),
    endpoint,
    profile,
    credentials: credentials(options),
    forcePathStyle: options.pathStyle ?? endpoint !== undefined,
    followRegionRedirects: endpoint === undefined,
    requestChecksumCalculation: options.checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    responseChecksumValidation: options.checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_LIMIT,
      // The SDK would print a warning where many requests wait for a socket, which is no fault.
      socketAcquisitionWarningTimeout: 2 ** 30,
      httpAgent: sockets,
      httpsAgent: sockets,
    },
  });
}

function credentials({ accessKeyId, secretAccessKey, sessionToken }: S3Options): S3ClientConfig['credentials'] {
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal(),
  };
}
