/** A file the configuration was read from, or the configuration built into the host. */
export interface Source {
  /** As printed: the path relative to the working folder, or `built-in configuration`. */
  readonly name: string;
  /** URL that packages and `./` paths of `use:` are resolved from. */
  readonly base: string;
  readonly builtIn: boolean;
}

/** Where something stands; line and column count from 1 and are 0 in the built-in configuration. */
export interface Place {
  readonly source: Source;
  readonly line: number;
  readonly col: number;
}

/** `file:line:col`, as every problem shows it. */
export function formatPlace(place: Place): string {
  return place.line === 0 ? place.source.name : `${place.source.name}:${place.line}:${place.col}`;
}
