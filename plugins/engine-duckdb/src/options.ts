import { z } from 'zod';

const size = z.string().regex(/^\d+(\.\d+)?\s?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/i, 'write e.g. 4GB or 512MiB');

export const options = z.strictObject({
  memoryLimit: size
    .optional()
    .describe(
      'Memory of all queries together; what does not fit is spilled. Half of the memory of the machine by default.',
    ),
  threads: z.int().min(1).optional().describe('Threads of all queries together; as many as processors by default.'),
  parallel: z
    .int()
    .min(1)
    .default(3)
    .describe('Statements that run at once. Each holds one of the four threads that Node has for files and names.'),
  tempDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder for spilled data, relative to the configuration file; `engine-duckdb` in the state folder by default.',
    ),
  maxTempSize: size.optional().describe('Most that may be spilled; nine tenths of the free disk by default.'),
  targetFileSize: z
    .int()
    .min(1_000_000)
    .default(512_000_000)
    .describe('Bytes from which the files of a table are split. Rows keep their order within files only then.'),
});

export type Options = z.output<typeof options>;
