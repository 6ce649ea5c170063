import type { ObjectInfo } from '../contracts/object-store.ts';
import { throwIfAborted } from '../errors/abort.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { PROBE_KEY } from './conditional-probe.ts';
import { assertObjectKey, compareKeys } from './object-key.ts';
import type { ListingOrder, RemoteBackend, RemoteObject } from './remote-backend.ts';
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

/** What the service does not sort by UTF-8 bytes is gathered and sorted here. */
async function* inOrder(scope: RemoteScope, listing: Listing): AsyncGenerator<RemoteObject> {
  const { listingOrder } = scope.backend;
  const rest: RemoteObject[] = [];
  for await (const object of pages(scope, listing)) {
    // All names so far come before this one and its followers in both orders.
    const mixed = listingOrder === 'unsorted' || (listingOrder === 'utf-16' && isHigh.test(object.name));
    if (mixed || rest.length > 0) rest.push(object);
    else yield object;
  }
  yield* rest.sort((a, b) => compareKeys(a.name, b.name));
}

async function* pages({ backend, calls, call }: RemoteScope, listing: Listing): AsyncGenerator<RemoteObject> {
  const prefix = listing.base + listing.prefix;
  const startAfter = listing.startAfter && plainStart(backend.listingOrder, listing.base + listing.startAfter);
  let token: string | undefined;
  do {
    const page = await calls.value(call, (attempt) => backend.list({ prefix, startAfter, token }, attempt));
    yield* page.objects;
    token = page.token;
  } while (token !== undefined);
}

/** Units from which on the orders by UTF-8 bytes and by UTF-16 units differ. */
const isHigh = /[\ud800-\uffff]/;

/**
 * A name that comes no later than `startAfter` in the order of the service: without what XML cannot hold, which services
 * repeat in their answers, and without what they may sort otherwise.
 */
function plainStart(order: ListingOrder, startAfter: string): string | undefined {
  if (order === 'unsorted') return undefined;
  const plain = order === 'utf-16' ? /^[^\p{Cc}\u{d800}-\u{10ffff}]*/u : /^[^\p{Cc}\p{Cs}\ufffe\uffff]*/u;
  return plain.exec(startAfter)?.[0] || undefined;
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
