import { errorCodes } from '@penstock/core';
import { code, markdownTable } from './markdown-table.ts';

/** @param source text of the table of codes: its comments name the areas. */
export function errorsPage(source: string): string {
  const areas: { readonly title: string; readonly codes: string[] }[] = [];
  for (const [, comment, name] of source.matchAll(/^ {2}(?:\/\/ (.*)|(PEN_\w+):)/gm)) {
    if (comment !== undefined) areas.push({ title: comment, codes: [] });
    else if (name !== undefined) areas.at(-1)?.codes.push(name);
  }
  const advice: Readonly<Record<string, string>> = errorCodes;
  const sections = areas.map(({ title, codes }) => {
    const rows = codes.map((name) => [code(name), advice[name] ?? '']);
    return `## ${title.charAt(0).toUpperCase()}${title.slice(1)}\n\n${markdownTable(['Code', 'What it means and what to do'], rows)}`;
  });
  return `# Errors

Every error has a code, says what happened and where, and what to do next. \`penstock explain <code>\` prints the same.

${sections.join('\n\n')}
`;
}
