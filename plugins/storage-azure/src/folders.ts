import type { ContainerClient } from '@azure/storage-blob';

/** Milliseconds. */
const LIMIT = 10_000;

/**
 * Whether the account may have a hierarchical namespace, where folders show among the objects and listings go folder by
 * folder. Who may not ask has to expect it.
 */
export async function hasFolders(client: ContainerClient, signal?: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.timeout(LIMIT);
  const abortSignal = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    return (await client.getAccountInfo({ abortSignal })).isHierarchicalNamespaceEnabled !== false;
  } catch {
    return true;
  }
}

/** Whether the metadata is that of a folder of a hierarchical namespace. */
export function isFolder(metadata: Readonly<Record<string, string>> | undefined): boolean {
  return metadata?.['hdi_isfolder']?.toLowerCase() === 'true';
}
