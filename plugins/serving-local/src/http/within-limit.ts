import { PenstockError } from '@penstock/core';

/** The answer of the work, or PEN_TIMEOUT when it takes longer; the work itself goes on. */
export async function withinLimit<T>(work: Promise<T>, seconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new PenstockError('PEN_TIMEOUT', `The model took longer than the limit of ${seconds} seconds`));
  }, seconds * 1000);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
