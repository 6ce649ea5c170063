import type { GetOptions } from '../contracts/object-store.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import type { GetRequest } from './remote-backend.ts';
import { refusal } from './remote-calls.ts';
import type { RemoteScope } from './remote-listing.ts';

/** How often a read that needs the size first is begun anew because the object was replaced meanwhile. */
const ROUNDS = 5;

/** The bytes of an object, or of a range of it as the contract has it; `undefined` when absent. */
export async function readRemote(
  scope: RemoteScope,
  name: string,
  range: GetOptions['range'],
): Promise<Uint8Array | undefined> {
  const { start = 0, end } = range ?? {};
  if (!range || (start === 0 && end === undefined)) return request(scope, { name });
  if (start < 0) return fromEnd(scope, name, { start, end });
  // Services cannot be asked for nothing, yet whether the object is there has to be known.
  if (end !== undefined && end <= start) return (await head(scope, name)) && new Uint8Array();
  return request(scope, { name, range: { start, end } });
}

async function fromEnd(
  scope: RemoteScope,
  name: string,
  range: { readonly start: number; readonly end?: number },
): Promise<Uint8Array | undefined> {
  if (scope.backend.suffixRanges && range.end === undefined) return request(scope, { name, range });
  for (let round = 1; round <= ROUNDS; round++) {
    const found = await head(scope, name);
    if (!found) return undefined;
    const start = Math.max(0, found.size + range.start);
    const end = Math.min(found.size, range.end ?? found.size);
    if (end <= start) return new Uint8Array();
    const read = { name, range: { start, end }, etag: found.etag };
    const outcome = await scope.calls.outcome(scope.call, (attempt) => scope.backend.get(read, attempt));
    if (!outcome.refused) return outcome.value;
    if (outcome.refused.failure.kind !== 'condition') throw refusal(scope.call, outcome.refused);
  }
  const { key } = scope.call;
  throw new PenstockError('PEN_STORAGE_FAILED', `The object "${key}" changes faster than it can be read`, { at: key });
}

function request(scope: RemoteScope, read: GetRequest): Promise<Uint8Array | undefined> {
  return scope.calls.value(scope.call, (attempt) => scope.backend.get(read, attempt));
}

function head(scope: RemoteScope, name: string) {
  return scope.calls.value(scope.call, (attempt) => scope.backend.head(name, attempt));
}
