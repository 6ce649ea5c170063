import { z } from 'zod';

/** There is nothing to choose. */
export const options = z.strictObject({});
