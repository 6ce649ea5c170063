import type { RemoteFailure } from './remote-backend.ts';

const network: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at the address',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ETIMEDOUT: 'the connection timed out',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the connection broke',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection broke',
};

/** The failure of a connection, by the system's code of the error or of one of its causes; `undefined` for other errors. */
export function networkFailure(error: unknown): RemoteFailure | undefined {
  const code = systemCode(error);
  if (code === undefined) return undefined;
  const reason = network[code];
  if (reason) return { kind: 'transient', code: 'PEN_STORAGE_FAILED', reason: `${reason} (${code})` };
  if (!/CERT|TLS|SSL|SELF_SIGNED|LEAF_SIGNATURE/.test(code)) return undefined;
  return {
    kind: 'final',
    code: 'PEN_STORAGE_FAILED',
    reason: `the certificate of the service is not trusted (${code})`,
    hint: 'Give Node the certificate authority with NODE_EXTRA_CA_CERTS, or correct the endpoint.',
  };
}

/**
 * What an HTTP status says where the service's own code says no more.
 * @param label the service's code, for the message
 */
export function statusFailure(status: number, label: string): RemoteFailure {
  const said = `${label === '' ? '' : `${label}, `}status ${status}`;
  const final = { kind: 'final', code: 'PEN_STORAGE_FAILED', reason: `the service answered ${said}` } as const;
  if (status === 401 || status === 403)
    return { ...final, code: 'PEN_STORAGE_DENIED', reason: `access was denied (${said})` };
  if (status === 404) return { ...final, kind: 'absent' };
  if (status === 501) return { ...final, code: 'PEN_STORAGE_UNSUPPORTED' };
  if (status === 507) return { ...final, code: 'PEN_STORAGE_FULL', reason: `the storage is full (${said})` };
  if (status === 408 || status === 429 || status >= 500) return { ...final, kind: 'transient' };
  return final;
}

/**
 * The name, message and stack of an error and nothing else of it: vendors hang requests with signatures on theirs.
 * @param mask takes secrets out of a text
 */
export function plainError(error: unknown, mask: (text: string) => string): Error {
  const plain = new Error(mask(error instanceof Error ? error.message : String(error)));
  if (error instanceof Error) {
    plain.name = mask(error.name);
    if (error.stack) plain.stack = mask(error.stack);
  }
  return plain;
}

function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code)) return error.code;
  if (error.message === 'socket hang up' || error.message === 'aborted') return 'ECONNRESET';
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return systemCode(inner, depth + 1);
}
