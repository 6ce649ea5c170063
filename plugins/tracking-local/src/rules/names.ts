import { isPlainPath } from './plain-path.ts';
import { refusal } from './refusal.ts';
import { checkText } from './text-limit.ts';

export function checkExperimentName(name: string): void {
  checkText('Experiment name', name, name, 500);
  if (name.trim() === '') throw refusal('Experiment name', name, 'must not be empty');
}

export function checkRunName(name: string): void {
  checkText('Run name', name, name, 250);
  if (name.trim() === '') throw refusal('Run name', name, 'must not be empty');
}

export function checkModelName(name: string): void {
  checkText('Model name', name, name, 256);
  if (name.trim() === '' || /[/:]/.test(name) || !isPlainPath(name)) {
    throw refusal('Model name', name, 'must not be empty, "." or "..", nor contain "/" or ":"');
  }
}

/** `latest` and `v1`, `v2`, … would be taken for versions. */
export function checkAlias(alias: string): void {
  checkText('Alias', alias, alias, 255);
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) throw refusal('Alias', alias, 'may have only letters, digits, "_" and "-"');
  if (/^(latest|v\d+)$/i.test(alias)) throw refusal('Alias', alias, 'is reserved for versions');
}
