import { z } from 'zod';

export const options = z.strictObject({
  file: z.string().min(1).default('store.db').describe('Database file, relative to the configuration'),
});
