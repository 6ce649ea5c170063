import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigNode, ScalarNode } from './config-node.ts';
import type { Problems } from './problems.ts';
import type { Redactor } from './redactor.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReferenceContext {
  /** The process's own when absent. */
  readonly env?: Environment;
  /** Folder that `${file:…}` paths are relative to. */
  readonly baseDir: string;
  /** Folder of mounted secrets; absent where a secret may not stand. */
  readonly secretsDir?: string;
  readonly problems: Problems;
  readonly redactor: Redactor;
}

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly fallback?: string;
}

const hint =
  'References are ${env:NAME}, ${env:NAME:-default}, ${file:path} and ${secret:name}; write $${ for a plain ${.';

/** The tree with every `${env:…}`, `${file:…}` and `${secret:…}` of its values replaced. Keys are left alone. */
export async function resolveReferences(node: ConfigNode, context: ReferenceContext): Promise<ConfigNode> {
  if (node.kind === 'scalar') return resolveScalar(node, context);
  if (node.kind === 'list') {
    return { ...node, items: await Promise.all(node.items.map((item) => resolveReferences(item, context))) };
  }
  const entries = [...node.entries].map(async ([key, entry]) => {
    const resolved = await resolveReferences(entry.node, context);
    return [key, { ...entry, node: resolved }] as const;
  });
  return { ...node, entries: new Map(await Promise.all(entries)) };
}

async function resolveScalar(node: ScalarNode, context: ReferenceContext): Promise<ScalarNode> {
  const text = node.value;
  if (typeof text !== 'string' || !text.includes('${')) return node;
  const parts = parseTemplate(text);
  const references = parts.filter((part) => typeof part !== 'string');
  const values = await Promise.all(
    parts.map(async (part) => {
      if (typeof part === 'string') return part;
      const found = await lookUp(part, context);
      if (typeof found === 'string') return found;
      context.problems.add('PEN_CONFIG_REFERENCE', found.problem, node.place, { hint: found.hint });
      return undefined;
    }),
  );
  const value = values.join('');
  if (references.length === 0) return { ...node, value };
  const secret = references.some((part) => part.kind === 'secret');
  return {
    ...node,
    value,
    reference: {
      text,
      pure: references.length === parts.length,
      secret,
      fallback: references.some((part) => (part.fallback ?? '') !== ''),
      resolved: values.every((item) => item !== undefined),
    },
  };
}

/** Literal text and references, in order; `$${` stands for `${`. */
function parseTemplate(text: string): (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$\$\{|\$\{([^}]*)(\}?)/g)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push(match[1] === undefined ? '${' : parseReference(match[1], match[2] === '}'));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

function parseReference(inside: string, closed: boolean): Reference {
  const colon = inside.indexOf(':');
  if (!closed || colon < 0) return { kind: '', name: '' };
  const kind = inside.slice(0, colon);
  const rest = inside.slice(colon + 1);
  const split = kind === 'env' ? rest.indexOf(':-') : -1;
  return split < 0 ? { kind, name: rest } : { kind, name: rest.slice(0, split), fallback: rest.slice(split + 2) };
}

type Found = string | { readonly problem: string; readonly hint: string };

async function lookUp(reference: Reference, context: ReferenceContext): Promise<Found> {
  const { kind, name, fallback } = reference;
  if (kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const value = environment(context)[name];
    // As in a shell, `:-` also stands in for an empty variable.
    if (fallback !== undefined) return value || fallback;
    return (
      value ?? { problem: `\${env:${name}} is not set`, hint: `Set ${name}, or give a default: \${env:${name}:-…}.` }
    );
  }
  if (kind === 'file' && name !== '') return readText(resolve(context.baseDir, name), `\${file:${name}}`);
  if (kind === 'secret' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return lookUpSecret(name, context);
  return { problem: 'This is not a reference that Penstock knows', hint };
}

async function lookUpSecret(name: string, context: ReferenceContext): Promise<Found> {
  if (context.secretsDir === undefined) {
    return {
      problem: `\${secret:${name}} cannot stand here, because this value is printed`,
      hint: 'Secrets belong into the options of a plugin, under `with:`.',
    };
  }
  const variable = `PENSTOCK_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  const path = resolve(context.secretsDir, name);
  const value = environment(context)[variable] ?? (await readText(path, ''));
  if (typeof value === 'string' && value !== '') {
    context.redactor.learn(value);
    return value;
  }
  return {
    problem: `\${secret:${name}} is not set`,
    hint: `Set ${variable}, or put the secret into the file ${path}.`,
  };
}

async function readText(path: string, reference: string): Promise<Found> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return { problem: `${reference} cannot be read (${reason})`, hint: `Create ${path}, or correct the path.` };
  }
}

function environment(context: ReferenceContext): Environment {
  return context.env ?? process.env;
}
