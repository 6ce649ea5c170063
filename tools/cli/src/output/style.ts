import picocolors from 'picocolors';

export type Style = ReturnType<typeof picocolors.createColors>;

/** Colours when the stream is a terminal that wants them: NO_COLOR and FORCE_COLOR are honoured, `--no-color` wins. */
export function styleFor(stream: { readonly isTTY?: boolean }, wanted: boolean): Style {
  const forced = process.env['FORCE_COLOR'];
  const on =
    forced !== undefined && forced !== '0'
      ? true
      : stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return picocolors.createColors(wanted && on);
}
