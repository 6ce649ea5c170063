import { type FileHandle, open } from 'node:fs/promises';
import { PenstockError } from '../errors/penstock-error.ts';

/** Bytes to be uploaded, which can be read again for another attempt. */
export interface UploadSource {
  readonly size: number;
  /** @param end exclusive, at most `size` */
  read(start: number, end: number): Promise<Uint8Array>;
}

export function bytesSource(body: Uint8Array): UploadSource {
  return { size: body.length, read: async (start, end) => body.subarray(start, end) };
}

/** Opens a local file for upload; PEN_NOT_FOUND when there is none. */
export async function fileSource(path: string): Promise<UploadSource & AsyncDisposable> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw missing(path, undefined);
    return {
      size: stats.size,
      read: (start, end) => readBytes(handle, path, { start, end }),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readBytes(
  handle: FileHandle,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  const body = new Uint8Array(end - start);
  for (let done = 0; done < body.length; ) {
    const { bytesRead } = await handle.read(body, done, body.length - done, start + done);
    if (bytesRead === 0)
      throw new PenstockError('PEN_STORAGE_FAILED', `The local file ${path} became shorter while it was uploaded`, {
        at: path,
        hint: 'Hand over files only once they are finished.',
      });
    done += bytesRead;
  }
  return body;
}

function missing(path: string, cause: unknown): PenstockError {
  return new PenstockError('PEN_NOT_FOUND', `The local file ${path} does not exist or cannot be read`, {
    at: path,
    cause,
  });
}
