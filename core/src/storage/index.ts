export { collectBody } from './collect-body.ts';
export { PROBE_KEY } from './conditional-probe.ts';
export { type CachedObject, FileCache, type FileCacheOptions, type Fill } from './file-cache.ts';
export { openRemoteStore, type RemoteStorePlace } from './open-remote-store.ts';
export type {
  Attempt,
  FailureKind,
  GetRequest,
  ListingOrder,
  ListRequest,
  PartReceipt,
  PutRequest,
  RemoteBackend,
  RemoteFailure,
  RemoteObject,
  RemotePage,
  Upload,
  UploadPart,
  WriteRequest,
} from './remote-backend.ts';
export type { CallLimits } from './remote-calls.ts';
export { networkFailure, plainError, statusFailure } from './remote-failure.ts';
export { RemoteObjectStore, type RemoteStoreOptions } from './remote-object-store.ts';
export { type RemoteOptions, remoteOptions } from './remote-options.ts';
