import initial from './0001-initial.ts';

/** In order. A released migration is never edited: a change of the schema is a new one at the end. */
export const migrations: readonly string[] = Object.freeze([initial]);
