import { isPlainPath } from './plain-path.ts';
import { refusal } from './refusal.ts';

/** Refuses what could leave the run's artifacts on any platform or store: absolute, `..`, backslashes, control characters. */
export function checkArtifactPath(path: unknown): asserts path is string {
  if (typeof path !== 'string') throw refusal('Artifact path', path, 'must be a string');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!isPlainPath(path) || /[\\\u0000-\u001f\u007f]|^[a-zA-Z]:/.test(path)) {
    throw refusal('Artifact path', path, 'must be relative, with "/" between names and no empty, "." or ".." name');
  }
}
