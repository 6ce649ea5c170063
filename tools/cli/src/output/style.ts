import picocolors from 'picocolors';

export type Style = ReturnType<typeof picocolors.createColors>;

interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * Colours when the stream is a terminal that wants them. `--no-color` wins over FORCE_COLOR, which wins over NO_COLOR.
 * @param wanted false for `--no-color`
 */
export function styleFor(stream: { readonly isTTY?: boolean }, wanted: boolean, env: Environment = process.env): Style {
  return picocolors.createColors(wanted && wantsColour(stream, env));
}

function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
