/** Actions of the transaction log, as in PROTOCOL.md, "Actions". Longs that may leave 2^53 are bigint. */

export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  /** Present from reader version 3 on. */
  readonly readerFeatures?: readonly string[];
  /** Present from writer version 7 on. */
  readonly writerFeatures?: readonly string[];
}

export interface Metadata {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  /** Absent in some very old tables. */
  readonly schemaString?: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly createdTime?: number;
}

/** PROTOCOL.md, "Deletion Vector Descriptor Schema". */
export interface DeletionVectorDescriptor {
  /** `u`, `p` or `i`. */
  readonly storageType: string;
  readonly pathOrInlineDv: string;
  readonly offset?: number;
  /** Of the bitmap. */
  readonly sizeInBytes: number;
  /** Rows that are deleted. */
  readonly cardinality: number;
}

export type PartitionValues = Readonly<Record<string, string | null>>;

export interface AddFile {
  /** URI-encoded. */
  readonly path: string;
  readonly partitionValues: PartitionValues;
  readonly size: number;
  /** Milliseconds. */
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** JSON text. */
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string | null>>;
  readonly deletionVector?: DeletionVectorDescriptor;
  /** Row tracking: id of the first row. */
  readonly baseRowId?: bigint;
  readonly defaultRowCommitVersion?: number;
}

export interface RemoveFile {
  readonly path: string;
  /** Milliseconds; absent means long ago. */
  readonly deletionTimestamp?: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata?: boolean;
  readonly partitionValues?: PartitionValues;
  readonly size?: number;
  readonly deletionVector?: DeletionVectorDescriptor;
}

/** A file of the change data feed. */
export interface ChangeFile {
  readonly path: string;
  readonly partitionValues: PartitionValues;
  readonly size: number;
}

export interface SetTransaction {
  readonly appId: string;
  readonly version: bigint;
  /** Milliseconds. */
  readonly lastUpdated?: number;
}

export interface DomainMetadata {
  readonly domain: string;
  /** JSON text, by convention. */
  readonly configuration: string;
  /** Whether it ends the domain. */
  readonly removed: boolean;
}

/** Part of a v2 checkpoint, in `_delta_log/_sidecars`. */
export interface Sidecar {
  /** URI-encoded file name. */
  readonly path: string;
  readonly sizeInBytes: number;
}

/** Free-form provenance; every writer puts other things in it. */
export type CommitInfo = Readonly<Record<string, unknown>>;

/** One line of a commit. */
export type Action =
  | { readonly commitInfo: CommitInfo }
  | { readonly protocol: Protocol }
  | { readonly metaData: Metadata }
  | { readonly txn: SetTransaction }
  | { readonly add: AddFile }
  | { readonly remove: RemoveFile };
