/** Columns of the flights, cleaned up, over `source`. */
export function cleanedFlights(source: string): string {
  return `select cast(date as timestamptz) as date, cast(delay as integer) as delay,
    cast(distance as integer) as distance, origin, destination from ${source}`;
}

/** Three rules about a flight; those that one row in so many breaks, as in real data. */
export const rules = [
  { name: 'has both airports', predicate: 'length(origin) = 3 and length(destination) = 3', action: 'drop' },
  { name: 'left at most two hours early', predicate: 'delay >= -120', action: 'quarantine' },
  { name: 'delayed by less than a day', predicate: 'delay < 1440', action: 'warn' },
] as const;

/** What the rows that are kept fulfil. */
export const kept = rules
  .filter(({ action }) => action !== 'warn')
  .map(({ predicate }) => `(${predicate})`)
  .join(' and ');
