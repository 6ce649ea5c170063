import { S3ServiceException } from '@aws-sdk/client-s3';
import { networkFailure, type RemoteFailure, statusFailure } from '@penstock/core/storage';

type Known = Omit<RemoteFailure, 'kind' | 'code'> & Partial<RemoteFailure>;

const regionHint = 'Set `region` to the region of the bucket, or correct `endpoint`.';
const credentialsHint =
  'Give accessKeyId and secretAccessKey as secrets, or set up the AWS environment variables, profile or role.';

const noCredentials = 'CredentialsProviderError';

const denied: Known = { code: 'PEN_STORAGE_DENIED', reason: 'access was denied' };
const elsewhere: Known = { code: 'PEN_CONFIG_INVALID', reason: 'the bucket is in another region', hint: regionHint };
const throttled: Known = { kind: 'transient', reason: 'the service is too busy' };
const passing: Known = { kind: 'transient', reason: 'the service had a fault' };
const damaged: Known = { kind: 'transient', reason: 'the bytes were damaged on the way' };
const full: Known = { code: 'PEN_STORAGE_FULL', reason: 'the storage is full' };
const badKey: Known = { code: 'PEN_INVALID_KEY', reason: 'the service does not take the key' };
const lostUpload: Known = { kind: 'upload-lost', reason: 'the upload or a part of it is gone' };
const conflict: Known = { kind: 'conflict', reason: 'others write the object at the same time' };

/** By the code of the answer. */
const codes: Readonly<Record<string, Known>> = {
  PreconditionFailed: { kind: 'condition', reason: 'the object exists already or was changed' },
  ConditionalRequestConflict: conflict,
  OperationAborted: conflict,
  NoSuchUpload: lostUpload,
  InvalidPart: lostUpload,
  NoSuchBucket: {
    code: 'PEN_CONFIG_INVALID',
    reason: 'there is no such bucket',
    hint: 'Create the bucket, or correct `bucket` or `endpoint`.',
  },
  InvalidBucketName: { code: 'PEN_CONFIG_INVALID', reason: 'no bucket can have that name' },
  PermanentRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  IllegalLocationConstraintException: elsewhere,
  [noCredentials]: { ...denied, reason: 'no credentials were found', hint: credentialsHint },
  InvalidAccessKeyId: { ...denied, reason: 'the access key is not known', hint: credentialsHint },
  SignatureDoesNotMatch: { ...denied, reason: 'the secret access key is wrong', hint: credentialsHint },
  ExpiredToken: { ...denied, reason: 'the credentials have expired', hint: credentialsHint },
  RequestTimeTooSkewed: { ...denied, kind: 'transient', reason: 'the clock of this machine is wrong' },
  InvalidObjectState: { code: 'PEN_STORAGE_FAILED', reason: 'the object is archived and has to be restored first' },
  SlowDown: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequests: throttled,
  RequestLimitExceeded: throttled,
  ServiceUnavailable: throttled,
  InternalError: passing,
  RequestTimeout: { kind: 'transient', code: 'PEN_TIMEOUT', reason: 'the request arrived too slowly' },
  TimeoutError: { kind: 'transient', code: 'PEN_TIMEOUT', reason: 'no connection in time' },
  IncompleteBody: damaged,
  BadDigest: damaged,
  XAmzContentChecksumMismatch: damaged,
  XAmzContentSHA256Mismatch: damaged,
  KeyTooLongError: badKey,
  InvalidURI: badKey,
  EntityTooLarge: { code: 'PEN_STORAGE_UNSUPPORTED', reason: 'the object is larger than the service takes' },
  NotImplemented: { code: 'PEN_STORAGE_UNSUPPORTED', reason: 'the service cannot do this' },
  QuotaExceeded: full,
  InsufficientStorage: full,
  XMinioStorageFull: full,
};

/** What an error of the SDK means. */
export function s3Failure(error: unknown): RemoteFailure {
  // The search for credentials has network troubles of its own, which say nothing about the service.
  const network = error instanceof Error && error.name === noCredentials ? undefined : networkFailure(error);
  if (network) return network;
  if (!(error instanceof Error)) return unknown('');
  const status = statusOf(error);
  const known = codes[error.name] ?? (error.name.startsWith('KMS.') ? kms : undefined);
  // MinIO once answered 304 where S3 answers 412 (minio/minio#19442).
  if (status === 304) return { ...statusFailure(412, error.name), ...codes['PreconditionFailed'] };
  if (status !== undefined) {
    const failure = statusFailure(status, error.name);
    return known ? { ...failure, ...named(known, error.name, status) } : failure;
  }
  if (known) return { kind: 'final', code: 'PEN_STORAGE_FAILED', ...known };
  if (/^Region is missing/.test(error.message))
    return { kind: 'final', code: 'PEN_CONFIG_INVALID', reason: 'no region is configured', hint: regionHint };
  if (/^Checksum mismatch/.test(error.message)) return { ...unknown(''), ...damaged };
  return unknown(error.name);
}

/** Whether the object, and not the bucket, is what is missing. */
export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && statusOf(error) === 404 && error.name !== 'NoSuchBucket';
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

const kms: Known = { ...denied, reason: 'the encryption key cannot be used' };

function named(known: Known, code: string, status: number): Known {
  return { ...known, reason: `${known.reason} (${code}, status ${status})` };
}

function unknown(name: string): RemoteFailure {
  return { kind: 'final', code: 'PEN_STORAGE_FAILED', reason: `an unexpected error${name === '' ? '' : ` (${name})`}` };
}
