import type { z } from 'zod';
import { type ConfigPath, locate, type MapEntry } from './config-node.ts';
import { didYouMean } from './did-you-mean.ts';
import { type JsonSchema, schemasAt } from './json-schema.ts';
import type { Place } from './place.ts';
import type { Problems } from './problems.ts';
import type { Redactor } from './redactor.ts';

export type Issue = z.core.$ZodIssue;

export interface Checked {
  /** What the paths of the issues start from. */
  readonly root: MapEntry;
  /** The value that was checked. */
  readonly value: unknown;
  /** Where it stands in the file, e.g. `plugins.store.with`. */
  readonly prefix: string;
  readonly schema: JsonSchema;
  readonly problems: Problems;
  readonly redactor: Redactor;
  /** Paths that have been reported as something else. */
  readonly except?: ReadonlySet<string>;
}

/** Reports what zod found, each at its place in the file, with the field's description as advice. */
export function reportIssues(issues: readonly Issue[], checked: Checked): void {
  for (const issue of issues.flatMap((item) => simplest(item, []))) {
    if (checked.except?.has(pathKey(issue.path))) continue;
    if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue.keys, issue.path, checked);
    else reportIssue(issue, checked);
  }
}

export function pathKey(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

function reportIssue(issue: Issue, checked: Checked): void {
  const { node, keyPlace } = locate(checked.root, issue.path);
  if (node?.kind === 'scalar' && node.reference?.resolved === false) return;
  const name = nameOf(checked.prefix, issue.path);
  const reason = checked.redactor.text(reasonOf(issue));
  const place: Place = node && issue.code !== 'invalid_key' ? node.place : keyPlace;
  const description = descriptionAt(issue.path, checked);
  checked.problems.add(
    'PEN_CONFIG_INVALID',
    node === undefined && issue.code !== 'custom'
      ? `${name} is missing (${reason.replace(/, received .*/, '')})`
      : `${name}: ${reason}`,
    place,
    description === undefined ? {} : { hint: `${name}: ${description}.` },
  );
}

function reportUnknownKeys(keys: readonly string[], path: ConfigPath, checked: Checked): void {
  const known = schemasAt(checked.schema, checked.value, path).flatMap((schema) =>
    Object.keys(schema['properties'] ?? {}),
  );
  for (const key of keys) {
    const meant = didYouMean(key, known);
    checked.problems.add(
      'PEN_CONFIG_INVALID',
      `${nameOf(checked.prefix, [...path, key])} is not a known key${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      locate(checked.root, [...path, key]).keyPlace,
      { hint: known.length === 0 ? 'Nothing can be set here.' : `Known here: ${[...new Set(known)].join(', ')}.` },
    );
  }
}

/** Of a union, the issues of the variant that fits best; the union's own when none fits at all. */
function simplest(issue: Issue, above: ConfigPath): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const inside = issue.errors.filter((branch) =>
      branch.every((item) => item.path.length > 0 || item.code === 'unrecognized_keys'),
    );
    const best = inside.toSorted((a, b) => a.length - b.length)[0];
    if (best) return best.flatMap((item) => simplest(item, path));
  }
  return [{ ...issue, path }];
}

function reasonOf(issue: Issue): string {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const expected = issue.errors.flatMap((branch) =>
      branch.map((item) => withoutPrefix(item.message).replace(/, received .*/, '')),
    );
    return [...new Set(expected)].join(', or ');
  }
  if (issue.code === 'invalid_key') return issue.issues.map((item) => withoutPrefix(item.message)).join(', ');
  return withoutPrefix(issue.message);
}

function withoutPrefix(message: string): string {
  const short = message.replace(/^(Invalid (input|option|discriminator value)|Too (small|big))[:.] /, '');
  return short.charAt(0).toLowerCase() + short.slice(1);
}

function descriptionAt(path: ConfigPath, checked: Checked): string | undefined {
  const found = schemasAt(checked.schema, checked.value, path).find(
    (schema) => typeof schema['description'] === 'string',
  );
  return found === undefined ? undefined : String(found['description']);
}

function nameOf(prefix: string, path: ConfigPath): string {
  return [prefix, ...path.map(String)].filter((part) => part !== '').join('.');
}
