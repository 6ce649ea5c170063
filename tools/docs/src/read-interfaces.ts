export interface FieldDoc {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string;
}

export interface InterfaceDoc {
  readonly name: string;
  readonly parent?: string;
  readonly doc: string;
  readonly fields: readonly FieldDoc[];
}

/** Reads the exported interfaces of a source that is formatted as the formatter of the repository does it. */
export function readInterfaces(source: string): Map<string, InterfaceDoc> {
  const found = new Map<string, InterfaceDoc>();
  const aliases = new Map([...source.matchAll(/^export type (\w+) = (.*);$/gm)].map((match) => [match[1], match[2]]));
  let doc: string[] = [];
  let open:
    | { readonly name: string; readonly parent?: string; readonly doc: string; readonly body: string[] }
    | undefined;
  for (const line of source.split('\n')) {
    const start = /^export interface (\w+)(?: extends (\w+))? \{/.exec(line);
    if (start) open = { name: start[1] ?? '', parent: start[2], doc: docOf(doc), body: [] };
    else if (open && line === '}') {
      found.set(open.name, {
        name: open.name,
        parent: open.parent,
        doc: open.doc,
        fields: readFields(open.body, aliases),
      });
      open = undefined;
    } else if (open) open.body.push(line);
    doc = isComment(line) ? [...doc, line] : [];
  }
  return found;
}

/** Fields of an interface, inherited ones first. */
export function allFields(name: string, interfaces: ReadonlyMap<string, InterfaceDoc>): readonly FieldDoc[] {
  const found = interfaces.get(name);
  if (!found) throw new Error(`There is no interface ${name}`);
  return [...(found.parent === undefined ? [] : allFields(found.parent, interfaces)), ...found.fields];
}

function readFields(
  lines: readonly string[],
  aliases: ReadonlyMap<string | undefined, string | undefined>,
): FieldDoc[] {
  const fields: FieldDoc[] = [];
  let doc: string[] = [];
  let text = '';
  for (const line of lines) {
    if (text === '' && isComment(line)) {
      doc.push(line);
      continue;
    }
    text = `${text} ${line.trim()}`.trim();
    if (!text.endsWith(';') || count(text, '{') !== count(text, '}')) continue;
    const [, name = '', optional, type = ''] = /^(?:readonly )?(\w+)(\?)?: (.*);$/.exec(text) ?? [];
    const plain = type.replaceAll('readonly ', '').replaceAll('; }', ' }');
    fields.push({ name, optional: optional !== undefined, type: aliases.get(plain) ?? plain, doc: docOf(doc) });
    [doc, text] = [[], ''];
  }
  return fields;
}

function isComment(line: string): boolean {
  return /^\s*(\/\*\*|\*)/.test(line);
}

function docOf(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line
        .replace(/^\s*(\/\*\*|\*\/|\*)\s?/, '')
        .replace(/\*\/$/, '')
        .trim(),
    )
    .join(' ')
    .trim();
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
