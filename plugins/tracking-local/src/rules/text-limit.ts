import { refusal } from './refusal.ts';

/** Refuses what is not a string or has more than `limit` characters (code points, as MLflow counts). Nothing is cut. */
export function checkText(kind: string, name: unknown, value: unknown, limit: number): void {
  if (typeof value !== 'string') throw refusal(kind, name, 'must be a string');
  if (value.length > limit && [...value].length > limit) {
    throw refusal(kind, name, `is longer than ${limit} characters; shorten it or store it as an artifact`);
  }
}
