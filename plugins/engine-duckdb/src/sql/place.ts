/** DuckDB's message in parts. */
export interface DuckDbMessage {
  /** What stands before `Error:`, e.g. `Binder`. */
  readonly kind: string;
  /** One line, without kind and place. */
  readonly text: string;
  /** The whole message without the place. */
  readonly body: string;
  /** Line of the statement, from 1, and the text it shows of that line. */
  readonly line?: { readonly number: number; readonly excerpt: string };
}

const LONGEST = 800;

/** Takes DuckDB's message apart: `Binder Error: …\n\nLINE 2: … \n   ^`. */
export function parseMessage(message: string): DuckDbMessage {
  const place = /\n\s*\nLINE (\d+): (.*)\n[ \t]*\^\s*$/.exec(message);
  const body = (place ? message.slice(0, place.index) : message).replace(/^Failed to extract statements: /, '');
  const kind = /^([A-Za-z -]+?) Error: /.exec(body);
  // The reader of CSV lists all its settings behind what it has to say.
  const text = (kind ? body.slice(kind[0].length) : body).replace(
    /\n(\s*file = |The search space used was:)[\s\S]*$/,
    '',
  );
  const oneLine = text.trim().replace(/\s*\n\s*/g, ' ');
  return {
    kind: kind?.[1] ?? '',
    body,
    text: oneLine.length > LONGEST ? `${oneLine.slice(0, LONGEST)}…` : oneLine,
    ...(place ? { line: { number: Number(place[1]), excerpt: place[2] ?? '' } } : {}),
  };
}

/**
 * `file:line` of a line of a template.
 * @param at place of the template, `file:line`
 * @param sql the text as DuckDB saw it
 * @param before lines of ours above it
 * @returns the place of the template itself when the line is not one of its lines
 */
export function placeIn(
  at: string | undefined,
  sql: string,
  line: DuckDbMessage['line'],
  before = 0,
): string | undefined {
  const parts = at === undefined ? undefined : /^(.*):(\d+)$/.exec(at);
  if (!parts || !line) return at;
  const index = line.number - before - 1;
  const excerpt = line.excerpt.replace(/^\.\.\.|\.\.\.$/g, '').trim();
  const isOurs = sql.split('\n')[index]?.includes(excerpt) ?? false;
  return isOurs ? `${parts[1]}:${Number(parts[2]) + index}` : at;
}
