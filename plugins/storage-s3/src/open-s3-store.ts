import type { ObjectStore } from '@penstock/core/contracts';
import { openRemoteStore } from '@penstock/core/storage';
import type { S3Options } from './options.ts';
import { S3Backend } from './s3-backend.ts';
import { s3Client } from './s3-client.ts';

export interface S3Place {
  readonly id: string;
  readonly stateDir: string;
  readonly signal?: AbortSignal;
}

export interface OpenS3Store {
  readonly store: ObjectStore;
  close(): void;
}

export async function openS3Store(options: S3Options, place: S3Place): Promise<OpenS3Store> {
  const client = s3Client(options);
  const close = () => client.destroy();
  try {
    const scope = options.endpoint ?? 'aws';
    const store = await openRemoteStore(new S3Backend(client, options), options, {
      ...place,
      scope,
      probe: options.probe,
    });
    return { store, close };
  } catch (error) {
    close();
    throw error;
  }
}
