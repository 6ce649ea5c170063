import { RestError } from '@azure/storage-blob';
import { networkFailure, type RemoteFailure, statusFailure } from '@penstock/core/storage';

type Known = Omit<RemoteFailure, 'kind' | 'code'> & Partial<RemoteFailure>;

const credentialsHint =
  'Give accountKey, sasToken or connectionString as a secret, or sign in so that DefaultAzureCredential finds an identity.';
const roleHint = 'The identity needs the role "Storage Blob Data Contributor" on the container.';

const condition: Known = { kind: 'condition', reason: 'the object exists already or was changed' };
const denied: Known = { code: 'PEN_STORAGE_DENIED', reason: 'access was denied', hint: roleHint };
const credentials: Known = { ...denied, reason: 'the credentials were not accepted', hint: credentialsHint };
const held: Known = { code: 'PEN_STORAGE_DENIED', reason: 'the object is leased or immutable' };
const badKey: Known = { code: 'PEN_INVALID_KEY', reason: 'the service does not take the key' };
const damaged: Known = { kind: 'transient', reason: 'the bytes were damaged on the way' };
const archived: Known = { code: 'PEN_STORAGE_FAILED', reason: 'the object is archived and has to be rehydrated first' };
const unsupported: Known = { code: 'PEN_STORAGE_UNSUPPORTED', reason: 'the service cannot do this' };

/** By the `x-ms-error-code` of the answer. */
const codes: Readonly<Record<string, Known>> = {
  BlobAlreadyExists: condition,
  ConditionNotMet: condition,
  TargetConditionNotMet: condition,
  InvalidBlockList: { kind: 'upload-lost', reason: 'parts of the upload are gone' },
  ContainerNotFound: {
    kind: 'final',
    code: 'PEN_CONFIG_INVALID',
    reason: 'there is no such container',
    hint: 'Create the container, or correct `container`, `account` or `endpoint`.',
  },
  AuthenticationFailed: credentials,
  InvalidAuthenticationInfo: credentials,
  NoAuthenticationInformation: credentials,
  AuthorizationFailure: denied,
  AuthorizationPermissionMismatch: denied,
  PublicAccessNotPermitted: denied,
  LeaseIdMissing: held,
  BlobImmutableDueToPolicy: held,
  SnapshotsPresent: held,
  BlobArchived: archived,
  BlobBeingRehydrated: archived,
  InvalidBlobType: { ...unsupported, reason: 'the object is not a block blob' },
  RequestBodyTooLarge: { ...unsupported, reason: 'the object is larger than the service takes' },
  InvalidResourceName: badKey,
  InvalidUri: badKey,
  OutOfRangeInput: badKey,
  Md5Mismatch: damaged,
  Crc64Mismatch: damaged,
  ServerBusy: { kind: 'transient', reason: 'the service is too busy' },
};

const final = { kind: 'final', code: 'PEN_STORAGE_FAILED' } as const;

/** What an error of the SDK means. */
export function azureFailure(error: unknown): RemoteFailure {
  // The search for credentials has network troubles of its own, which say nothing about the service.
  const name = error instanceof Error ? error.name : '';
  if (/Credential|Authentication/.test(name))
    return {
      ...final,
      code: 'PEN_STORAGE_DENIED',
      reason: `no credentials were found (${name})`,
      hint: credentialsHint,
    };
  const network = networkFailure(error);
  if (network) return network;
  // Thus the SDK calls an answer that breaks off; our own aborts do not come here.
  if (name === 'AbortError') return { ...final, kind: 'transient', reason: 'the answer of the service broke off' };
  if (!(error instanceof RestError))
    return { ...final, reason: `an unexpected error${name === '' ? '' : ` (${name})`}` };
  const { statusCode } = error;
  // Without a status nothing was answered.
  if (statusCode === undefined) return { ...final, kind: 'transient', reason: 'the request could not be sent' };
  const code = codeOf(error);
  const failure = { ...statusFailure(statusCode, code), retryAfterMs: retryAfter(error) };
  const known = codes[code];
  return known ? { ...failure, ...known, reason: `${known.reason} (${code}, status ${statusCode})` } : failure;
}

/** Whether the object, and not the container, is what is missing. */
export function isAbsent(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404 && codeOf(error) !== 'ContainerNotFound';
}

/** The service's code: in the header, since answers to `HEAD` have no body. */
export function codeOf(error: RestError): string {
  return error.response?.headers.get('x-ms-error-code') ?? error.code ?? '';
}

function retryAfter({ response }: RestError): number | undefined {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
