import { code, markdownTable } from './markdown-table.ts';
import { allFields, type InterfaceDoc, readInterfaces } from './read-interfaces.ts';

const kinds = [
  {
    list: 'Notices',
    title: 'Notices',
    text: 'Told to every listener, one after another. A listener that fails is logged, and the run goes on.',
  },
  {
    list: 'Gates',
    title: 'Gates',
    text: 'Names end in `Requested`. Each listener may answer `{ deny: reason }`; the first denial stops the operation, and so does a listener that fails. `pending: true` marks a denial that an approval can lift.',
  },
  {
    list: 'Transforms',
    title: 'Transforms',
    text: 'Names end in `Proposed`. Each listener may return a changed payload, which the next one gets. A listener that fails stops the operation.',
  },
];

/** @param source text of the declarations of the lifecycle hooks. */
export function hooksPage(source: string): string {
  const interfaces = readInterfaces(source);
  const sections = kinds.map(({ list, title, text }) => {
    const hooks = allFields(list, interfaces).map((hook) => hookSection(hook.name, hook.type, interfaces));
    return `## ${title}\n\n${text}\n\n${hooks.join('\n\n')}`;
  });
  return `# Hooks

A plugin listens with \`on(name, listener, { stage })\` in its \`setup\`; the name tells what the listener may return.
Listeners run by \`stage\` (default 0, lower first), then in the order of set-up. Hooks fire in the coordinating process,
whichever process does the work. Payloads are readonly and only grow; times are ISO 8601 in UTC.

${sections.join('\n\n')}
`;
}

function hookSection(name: string, payload: string, interfaces: ReadonlyMap<string, InterfaceDoc>): string {
  const rows = allFields(payload, interfaces).map((field) => [
    code(field.name) + (field.optional ? ' (optional)' : ''),
    code(field.type),
    field.doc,
  ]);
  const doc = interfaces.get(payload)?.doc ?? '';
  return `### ${name}\n\n${doc === '' ? '' : `${doc}\n\n`}${markdownTable(['Field', 'Type', 'Meaning'], rows)}`;
}
