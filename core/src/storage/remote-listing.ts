import type { ObjectInfo } from '../contracts/object-store.ts';
import { throwIfAborted } from '../errors/abort.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { PROBE_KEY } from './conditional-probe.ts';
import { assertObjectKey, compareKeys } from './object-key.ts';
import type { RemoteBackend, RemoteObject } from './remote-backend.ts';
import type { RemoteCall, RemoteCalls } from './remote-calls.ts';
import { infoOf } from './remote-writer.ts';

export interface RemoteScope {
  readonly backend: RemoteBackend;
  readonly calls: RemoteCalls;
  readonly call: RemoteCall;
}

export interface Listing {
  /** What the store puts before every key. */
  readonly base: string;
  readonly prefix: string;
  readonly startAfter?: string;
}

/** Objects in the order of their keys. Names that are no keys, such as `folder/` of consoles, are passed over. */
export async function* listRemote(scope: RemoteScope, listing: Listing): AsyncGenerator<ObjectInfo> {
  const { signal, key } = scope.call;
  throwIfAborted(signal, `listing of "${key}"`);
  let previous: string | undefined;
  for await (const object of inOrder(scope, listing)) {
    throwIfAborted(signal, `listing of "${key}"`);
    if (previous !== undefined && compareKeys(previous, object.name) >= 0) throw disorder(scope, object.name);
    previous = object.name;
    const info = infoOf(object, object.name.slice(listing.base.length));
    if (isListed(info.key, listing.startAfter)) yield info;
  }
}

async function* inOrder(scope: RemoteScope, listing: Listing): AsyncGenerator<RemoteObject> {
  if (scope.backend.sortedListings) yield* pages(scope, listing);
  else yield* (await Array.fromAsync(pages(scope, listing))).sort((a, b) => compareKeys(a.name, b.name));
}

async function* pages({ backend, calls, call }: RemoteScope, listing: Listing): AsyncGenerator<RemoteObject> {
  const prefix = listing.base + listing.prefix;
  const startAfter = listing.startAfter === undefined ? undefined : listing.base + plainStart(listing.startAfter);
  let token: string | undefined;
  do {
    const page = await calls.value(call, (attempt) => backend.list({ prefix, startAfter, token }, attempt));
    yield* page.objects;
    token = page.token;
  } while (token !== undefined);
}

/** Up to the first character that XML cannot hold, which services would repeat in their answers. Starts no later. */
function plainStart(startAfter: string): string {
  return /^[^\p{Cc}\ufffe\uffff]*/u.exec(startAfter)?.[0] ?? '';
}

function isListed(key: string, startAfter: string | undefined): boolean {
  if (startAfter !== undefined && compareKeys(key, startAfter) <= 0) return false;
  if (key === PROBE_KEY) return false;
  try {
    assertObjectKey(key);
    return true;
  } catch {
    return false;
  }
}

function disorder({ backend, call }: RemoteScope, name: string): PenstockError {
  return new PenstockError('PEN_STORAGE_UNSUPPORTED', `The listing of "${call.key}" is not in the order of the keys`, {
    at: backend.uri(name),
    hint: 'Tables rely on sorted listings. Use a bucket of a kind that sorts by UTF-8 bytes.',
  });
}
