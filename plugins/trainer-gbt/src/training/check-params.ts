import { PenstockError } from '@penstock/core';
import type { Params } from '@penstock/core/contracts';
import type { z } from 'zod';

/**
 * Parameters with defaults filled in.
 * @throws PEN_TRAINING_PARAMS naming every parameter that is unknown, of the wrong type or out of range.
 */
export function checkParams<S extends z.ZodObject>(algorithm: string, schema: S, params: Params): z.output<S> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
    return `${name}: ${issue.code === 'unrecognized_keys' ? 'unknown' : issue.message}`;
  });
  throw new PenstockError('PEN_TRAINING_PARAMS', `Parameters of ${algorithm} are wrong. ${problems.join('; ')}`, {
    at: problems[0]?.split(':')[0],
    hint: `It takes: ${Object.keys(schema.shape).join(', ')}.`,
  });
}
