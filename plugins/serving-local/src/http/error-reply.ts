import { type ErrorCode, type Logger, PenstockError } from '@penstock/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** HTTP status and MLflow's word for it (`mlflow.protos.databricks_pb2.ErrorCode`). */
interface Kind {
  readonly status: number;
  readonly word: string;
}

const kinds: Partial<Record<ErrorCode, Kind>> = {
  PEN_REQUEST_INVALID: { status: 400, word: 'BAD_REQUEST' },
  PEN_MODEL_INPUT: { status: 400, word: 'INVALID_PARAMETER_VALUE' },
  PEN_NOT_FOUND: { status: 404, word: 'RESOURCE_DOES_NOT_EXIST' },
  PEN_ENDPOINT_UNAVAILABLE: { status: 503, word: 'TEMPORARILY_UNAVAILABLE' },
  PEN_TIMEOUT: { status: 504, word: 'TEMPORARILY_UNAVAILABLE' },
};

/** Answers with `{ error_code, message }` as MLflow does, and our code and hint beside them. */
export function errorReply(thrown: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const error = codedError(thrown);
  const kind = kinds[error.code] ?? { status: 500, word: 'INTERNAL_ERROR' };
  const status = statusOf(error) ?? kind.status;
  if (status === 500) log.error('a request failed', { url: request.url, reason: String(thrown) });
  const message = status === 500 ? 'The request could not be answered; the server has logged why' : error.message;
  void reply
    .status(status)
    .type('application/json')
    .send(JSON.stringify({ error_code: kind.word, message, code: error.code, hint: error.hint }));
}

/** A request that cannot be read, with the HTTP status when it is not 400. */
export function requestInvalid(message: string, status?: 413 | 415): PenstockError {
  return new PenstockError('PEN_REQUEST_INVALID', message, status ? { cause: new HttpStatus(status) } : {});
}

class HttpStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}

function statusOf({ cause }: PenstockError): number | undefined {
  return cause instanceof HttpStatus ? cause.status : undefined;
}

function codedError(thrown: unknown): PenstockError {
  if (PenstockError.is(thrown)) return thrown;
  const { statusCode } = thrown as { readonly statusCode?: number };
  if (statusCode === 413) return requestInvalid('The body is larger than this server takes', 413);
  if (statusCode === 415) return requestInvalid('The content type must be application/json or text/csv', 415);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new PenstockError('PEN_REQUEST_INVALID', (thrown as Error).message, { cause: thrown });
  return new PenstockError('PEN_INTERNAL', String(thrown), { cause: thrown });
}
