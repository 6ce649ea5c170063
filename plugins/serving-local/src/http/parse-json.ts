import { requestInvalid } from './error-reply.ts';

/**
 * JSON, with the words that Python writes beyond the standard, as MLflow's client does: `NaN` is read as null, `Infinity` as
 * the number. PEN_REQUEST_INVALID.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw notJson(error);
  }
  try {
    return JSON.parse(text.replace(wordsOfPython, standard));
  } catch (error) {
    throw notJson(error);
  }
}

// Strings are matched to be passed over. An open string reaches to the end, so that the search stays linear.
const wordsOfPython = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|NaN|Infinity/g;

function standard(word: string): string {
  if (word === 'NaN') return 'null';
  return word === 'Infinity' ? '1e999' : word;
}

function notJson(error: unknown) {
  const place = /position \d+/.exec(String(error))?.[0];
  return requestInvalid(`The body is not JSON${place ? ` (at ${place})` : ''}`);
}
