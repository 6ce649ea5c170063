import type { z } from 'zod';
import { Secret } from '../plugin/secret.ts';
import { type ConfigNode, type ConfigPath, locate, type MapEntry, toValue } from './config-node.ts';
import { displayOptions } from './display-options.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { Problems } from './problems.ts';
import type { Redactor } from './redactor.ts';
import { type Issue, pathKey, reportIssues } from './report-issues.ts';
import { type Field, fieldsOf, isPlainText, secretFields } from './secret-fields.ts';

export interface OptionsRequest {
  /** Id of the plugin in the configuration. */
  readonly id: string;
  readonly schema: z.ZodType;
  /** The `with:` of the entry, its references resolved. */
  readonly options: MapEntry;
  readonly problems: Problems;
  readonly redactor: Redactor;
}

export interface CheckedOptions {
  /** What `setup` gets. */
  readonly value: unknown;
  /** The same for people, without secrets. */
  readonly display: Readonly<Record<string, unknown>>;
}

/** Checks the options of one plugin; `undefined` when something is wrong with them (see `problems`). */
export async function checkOptions(request: OptionsRequest): Promise<CheckedOptions | undefined> {
  const { id, options, problems, redactor } = request;
  const schema = jsonSchemaOf(request.schema);
  const declared = secretFields(options, schema);
  // Before anything can be printed, and the plain ones too: they are secrets nevertheless.
  for (const { node } of declared) redactor.learn(String(node.value));
  const { value, result } = await parse(request.schema, options);
  const secrets = result.success ? secretsIn(result.data) : new Set<string>();
  for (const secret of secrets) redactor.learn(secret);
  const found = [...declared, ...fieldsOf(options.node).filter(({ node }) => secrets.has(String(node.value)))];
  const literals = found.filter(isPlainText);
  for (const literal of literals) reportLiteral(literal, request);
  if (result.success) {
    return literals.length > 0
      ? undefined
      : { value: result.data, display: displayOptions(result.data, options, redactor) };
  }
  const except = new Set(literals.map((item) => pathKey(item.path)));
  const prefix = `plugins.${id}.with`;
  reportIssues(result.error.issues, { root: options, value, prefix, schema, problems, redactor, except });
  return undefined;
}

function reportLiteral({ path, node }: Field, { id, problems }: OptionsRequest): void {
  const name = ['plugins', id, 'with', ...path.map(String)].join('.');
  const what = node.reference
    ? 'is a secret whose default stands in the file as plain text'
    : 'is a secret and stands in the file as plain text';
  problems.add('PEN_CONFIG_SECRET_LITERAL', `${name} ${what}`, node.place);
}

/** References give text; where the schema wants a number or a boolean instead, text that is one is taken for it. */
async function parse(schema: z.ZodType, options: MapEntry) {
  const value = toValue(options.node);
  const result = await schema.safeParseAsync(value);
  if (result.success) return { value, result };
  const converted = result.error.issues.filter((issue) => convert(value, issue, options));
  return converted.length === 0 ? { value, result } : { value, result: await schema.safeParseAsync(value) };
}

/** Changes the value at the place of the issue; true when it did. */
function convert(value: unknown, issue: Issue, options: MapEntry): boolean {
  const node: ConfigNode | undefined = locate(options, issue.path).node;
  if (issue.code !== 'invalid_type' || node?.kind !== 'scalar' || !node.reference?.pure) return false;
  const text = String(node.value).trim();
  if (['number', 'int'].includes(issue.expected) && text !== '' && Number.isFinite(Number(text))) {
    return assign(value, issue.path, Number(text));
  }
  if (issue.expected === 'boolean' && /^(true|false)$/.test(text)) return assign(value, issue.path, text === 'true');
  return false;
}

function assign(value: unknown, path: ConfigPath, to: unknown): boolean {
  const key = path.at(-1);
  let holder = value;
  for (const step of path.slice(0, -1)) holder = isObject(holder) ? Reflect.get(holder, step) : undefined;
  return key !== undefined && isObject(holder) && Reflect.set(holder, key, to);
}

function secretsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Secret.is(value)) found.add(value.reveal());
  else if (isObject(value)) for (const item of Object.values(value)) secretsIn(item, found);
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
